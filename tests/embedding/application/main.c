#include <optics.h>
#include <stdio.h>

int main(void) {
  chroma2_status status = optics_try();
  printf("status %d\n", (int)status);
  return status != CHROMA2_STATUS_OK;
}
