/* Contexts and devices from C: defaults, limits, misuse of handles and structs. */
#include <chroma2.h>
#include <stdio.h>
#include <string.h>

#define CHECK(condition)                                                                                 \
  do {                                                                                                   \
    if (!(condition)) {                                                                                  \
      fprintf(stderr, "%s:%d: %s (%s)\n", __FILE__, __LINE__, #condition, chroma2_last_error_message()); \
      return 1;                                                                                          \
    }                                                                                                    \
  } while (0)

static int creation(void) {
  chroma2_context_config config;
  chroma2_context_info info;
  chroma2_context *context = NULL, *other = NULL;
  CHECK(chroma2_context_create(NULL, &context) == CHROMA2_STATUS_OK);
  memset(&info, 0, sizeof info);
  CHECK(chroma2_context_get_info(context, &info) == CHROMA2_STATUS_INVALID_ARGUMENT);
  info.struct_size = sizeof info;
  CHECK(chroma2_context_get_info(context, &info) == CHROMA2_STATUS_OK);
  CHECK(info.backend != CHROMA2_BACKEND_AUTO && info.threads >= 1 && info.memory == 0);
  CHECK((info.backend == CHROMA2_BACKEND_CPU) == (info.device == 0));

  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 3;
  CHECK(chroma2_context_create(&config, &other) == CHROMA2_STATUS_OK);
  CHECK(chroma2_context_get_info(other, &info) == CHROMA2_STATUS_OK && info.threads == 3);
  CHECK(chroma2_context_destroy(other) == CHROMA2_STATUS_OK);
  CHECK(chroma2_context_destroy(other) == CHROMA2_STATUS_INVALID_HANDLE);
  CHECK(chroma2_context_get_info(other, &info) == CHROMA2_STATUS_INVALID_HANDLE);

  other = NULL;
  config.threads = 1025;
  CHECK(chroma2_context_create(&config, &other) == CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(strstr(chroma2_last_error_message(), "1025") && other == NULL);
  config.threads = 1;
  config.backend = CHROMA2_BACKEND_CPU;
  config.device = 1;
  CHECK(chroma2_context_create(&config, &other) == CHROMA2_STATUS_INVALID_ARGUMENT && other == NULL);
  CHECK(strstr(chroma2_last_error_message(), "config->device is 1, which is no processor; 0 is allowed"));
  config.backend = CHROMA2_BACKEND_AUTO;
  config.device = 4000;
  CHECK(chroma2_context_create(&config, &other) != CHROMA2_STATUS_OK && other == NULL);
  CHECK(strstr(chroma2_last_error_message(), "config->device is 4000") &&
        strstr(chroma2_last_error_message(), "allowed"));
  config.device = 0;
  config.backend = CHROMA2_BACKEND_CUDA;
  if (chroma2_context_create(&config, &other) == CHROMA2_STATUS_OK) {
    CHECK(chroma2_context_get_info(other, &info) == CHROMA2_STATUS_OK);
    CHECK(info.backend == CHROMA2_BACKEND_CUDA && info.device >= 1 && info.threads == 1);
    CHECK(chroma2_context_destroy(other) == CHROMA2_STATUS_OK);
    other = NULL;
  } else {
    CHECK(chroma2_context_create(&config, &other) == CHROMA2_STATUS_UNSUPPORTED && other == NULL);
    CHECK(strlen(chroma2_last_error_message()) > 20);
  }
  config.backend = 9;
  CHECK(chroma2_context_create(&config, &other) == CHROMA2_STATUS_INVALID_ARGUMENT);
  config.backend = CHROMA2_BACKEND_AUTO;
  config.struct_size = 0;
  CHECK(chroma2_context_create(&config, &other) == CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(chroma2_context_create(NULL, NULL) == CHROMA2_STATUS_INVALID_ARGUMENT);

  CHECK(chroma2_context_destroy(context) == CHROMA2_STATUS_OK);
  CHECK(chroma2_context_destroy(NULL) == CHROMA2_STATUS_OK);
  return 0;
}

static int devices(void) {
  chroma2_device device;
  uint64_t count = 0;
  CHECK(chroma2_device_get_count(&count) == CHROMA2_STATUS_OK && count >= 1);
  CHECK(chroma2_device_get_count(NULL) == CHROMA2_STATUS_INVALID_ARGUMENT);
  memset(&device, 0, sizeof device);
  device.struct_size = sizeof device;
  CHECK(chroma2_device_get_info(0, &device) == CHROMA2_STATUS_OK);
  CHECK(device.backend == CHROMA2_BACKEND_CPU && device.cores >= 1);
  CHECK(device.name[0] != 0 && memchr(device.name, 0, sizeof device.name));
  CHECK(device.usable == 1 && device.compute_capability == 0 && device.memory == 0);
  CHECK(chroma2_device_get_info((uint32_t)count, &device) == CHROMA2_STATUS_INVALID_ARGUMENT);
  while (--count > 0) {
    CHECK(chroma2_device_get_info((uint32_t)count, &device) == CHROMA2_STATUS_OK);
    CHECK(device.backend == CHROMA2_BACKEND_CUDA && device.name[0] != 0 && device.memory > 0);
    CHECK(device.compute_capability > 0 && device.multiprocessors > 0 && device.driver_version > 0);
  }
  return 0;
}

int main(void) {
  if (creation() || devices()) return 1;
  if (chroma2_live_handles() != 0) {
    fprintf(stderr, "%d handles are left\n", (int)chroma2_live_handles());
    return 1;
  }
  return 0;
}
