// Built-in operations on messages on the processor.
#include "layout/host_messages.h"
#include "messages/operations.h"

namespace chroma2 {

extern "C" uint32_t chroma2_host_message(Message* message, uint32_t operation, uint32_t element, uint64_t* scratch) {
  return messages::operate(*message, operation, element, scratch);
}

}  // namespace chroma2
