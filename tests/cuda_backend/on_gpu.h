/* The kernel of the tests of pipelines on a stand-in driver, for which any code is a module that has it. */
#ifndef ON_GPU_H
#define ON_GPU_H

#include "left.h"
#include "../c/pipelines.h"

static chroma2_status load(const char *code, uint32_t kind, chroma2_module **module) {
  chroma2_module_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.code = code;
  config.code_bytes = strlen(code);
  config.kind = kind;
  return chroma2_module_create(context, &config, module);
}

static void open_gpu(void) {
  chroma2_module *module = NULL;
  on_gpu = 1;
  open_context(CHROMA2_BACKEND_CUDA);
  CHECK_OK(load("// PTX", CHROMA2_CODE_PTX, &module));
  CHECK_OK(chroma2_module_get_kernel(module, "pipeline_step", &kernel));
  CHECK_OK(chroma2_module_destroy(module)); /* the kernel keeps it */
}

#endif /* ON_GPU_H */
