#include <chroma2.h>

/* Makes a context with one thread and gives its status. */
chroma2_status optics_try(void);
