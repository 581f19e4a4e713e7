// For chroma2_module_create and cupy.RawModule: nvcc -fatbin.
#include "pipeline_kernel.h"
