// The kernel of message queues whose function is the program's: relocatable code, which is linked with that when a queue
// is made (src/backend/cuda/messages/program.rs).
#include "chroma2/message.h"
#include "messages/lead.h"

extern "C" __device__ uint32_t chroma2_process(chroma2_message* message);

namespace chroma2 {

struct Linked {
  CHROMA2_MESSAGES_FN uint32_t operator()(Message& of_library, uint64_t*) const {
    chroma2_message message;
    message.struct_size = sizeof message;
    message.id = of_library.id;
    message.key = of_library.key;
    message.input = of_library.input;
    message.output = of_library.output;
    message.user = of_library.user;
    message.stop = of_library.stop;
    message.input_bytes = of_library.input_bytes;
    message.output_room = of_library.output_room;
    message.output_bytes = 0;
    message.attempt = of_library.attempt;
    message.lane = of_library.lane;
    message.lanes = of_library.lanes;
    const uint32_t code = chroma2_process(&message);
    of_library.output_bytes = message.output_bytes;
    return code;
  }
};

// Messages of the host, by the program's function. Any grid of blocks of 32 threads more than it has workers, with their
// memory.
extern "C" __global__ void chroma2_messages_linked(const __grid_constant__ MessagesJob job) {
  __shared__ messages::BlockShared shared;
  extern __shared__ __align__(16) char stages[];
  messages::begin(shared);
  messages::stay(job, shared, stages, Linked{});
}

}  // namespace chroma2
