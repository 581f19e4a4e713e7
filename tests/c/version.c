/* Versions of the headers and of the library agree, and a mismatch is told. */
#include "check.h"

int main(void) {
  char text[32];
  CHECK(chroma2_version() == CHROMA2_VERSION);
  CHECK(strcmp(chroma2_version_string(), CHROMA2_VERSION_STRING) == 0);
  snprintf(text, sizeof text, "%d.%d.%d", CHROMA2_VERSION_MAJOR, CHROMA2_VERSION_MINOR, CHROMA2_VERSION_PATCH);
  CHECK(strcmp(chroma2_version_string(), text) == 0);

  CHECK(chroma2_abi_version() == CHROMA2_ABI_VERSION);
  CHECK_OK(CHROMA2_CHECK_VERSION());
  CHECK_OK(chroma2_abi_check(chroma2_abi_version() / 1000 * 1000));
  CHECK_FAILS(CHROMA2_STATUS_UNSUPPORTED, "3000", chroma2_abi_check(3000));
  CHECK_FAILS(CHROMA2_STATUS_UNSUPPORTED, "abi", chroma2_abi_check(chroma2_abi_version() + 1));
  CHECK_STATUS(CHROMA2_STATUS_UNSUPPORTED, chroma2_abi_check(0));
  CHECK_STATUS(CHROMA2_STATUS_UNSUPPORTED, chroma2_abi_check(1999));

  CHECK(strstr(chroma2_build_info(), CHROMA2_VERSION_STRING));
  CHECK(strstr(chroma2_build_info(), "backends: cpu"));
  CHECK(strstr(chroma2_build_info(), "baseline"));
  CHECK(chroma2_build_info() == chroma2_build_info());
  CHECK_NO_HANDLES();
  return 0;
}
