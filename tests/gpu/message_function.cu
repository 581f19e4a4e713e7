// The function of tests/c/message_function.h for a GPU; scripts/gpu-bundle compiles it to PTX and to a fatbin.
#include <chroma2/message.h>

#include "message_function.h"

extern "C" __device__ uint32_t chroma2_process(chroma2_message* message) MESSAGE_FUNCTION(MESSAGE_FUNCTION_CODE)
