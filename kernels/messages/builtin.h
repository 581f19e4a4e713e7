// The function of queues with a built-in operation.
#pragma once
#include "messages/lead.h"

namespace chroma2 {
namespace messages {

struct BuiltIn {
  const MessagesJob& job;

  CHROMA2_MESSAGES_FN uint32_t operator()(Message& message, uint64_t* scratch) const {
    return operate(message, job.operation, job.element, scratch);
  }
};

}  // namespace messages
}  // namespace chroma2
