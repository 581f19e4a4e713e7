/* What the environment asks for is understood or refused. */
#include "check.h"

int main(void) {
  chroma2_context *context = NULL;
  CHECK(setenv("CHROMA2_CPU", "baselin", 1) == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "CHROMA2_CPU is \"baselin\" in the environment; \"baseline\" is allowed",
              chroma2_context_create(NULL, &context));
  CHECK(context == NULL);
  CHECK(strstr(chroma2_build_info(), "CHROMA2_CPU is \"baselin\" in the environment; \"baseline\" is allowed"));
  CHECK_NO_HANDLES();
  return 0;
}
