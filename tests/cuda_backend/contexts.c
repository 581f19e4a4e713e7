/* Contexts for the backend cuda and auto on a stand-in driver: prints what came of them. Ends with 1 if
   something that should be gone is left. */
#include "left.h"

int main(void) {
  uint64_t devices = 0;
  uint32_t i;
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_status status;
  chroma2_context_info info;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  CHECK_OK(chroma2_device_get_count(&devices));
  printf("devices %u\n", (unsigned)devices);
  for (i = 1; i < devices; ++i) {
    chroma2_device device;
    memset(&device, 0, sizeof device);
    device.struct_size = sizeof device;
    CHECK_OK(chroma2_device_get_info(i, &device));
    printf("%s usable %u capability %u memory %llu driver %u\n", device.name, (unsigned)device.usable,
           (unsigned)device.compute_capability, (unsigned long long)device.memory, (unsigned)device.driver_version);
  }
  config.backend = CHROMA2_BACKEND_CUDA;
  status = chroma2_context_create(&config, &context);
  printf("cuda %d %s\n", (int)status, status ? chroma2_last_error_message() : "");
  if (!status) {
    memset(&info, 0, sizeof info);
    info.struct_size = sizeof info;
    CHECK_OK(chroma2_context_get_info(context, &info));
    CHECK(info.backend == CHROMA2_BACKEND_CUDA && info.device == 1);
    CHECK_OK(chroma2_context_destroy(context));
  }
  config.device = devices;
  status = chroma2_context_create(&config, &context);
  CHECK(status != CHROMA2_STATUS_OK);
  if (status == CHROMA2_STATUS_INVALID_ARGUMENT || status == CHROMA2_STATUS_UNSUPPORTED) {
    CHECK(strstr(chroma2_last_error_message(), "config->device is "));
  }
  config.device = 0;
  config.backend = CHROMA2_BACKEND_AUTO;
  CHECK_OK(chroma2_context_create(&config, &context)); /* there is always the processor */
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(context, &info));
  printf("auto %u\n", (unsigned)info.backend);
  CHECK_OK(chroma2_context_destroy(context));
  nothing_is_left();
  return 0;
}
