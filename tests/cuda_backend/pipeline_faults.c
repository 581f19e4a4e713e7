/* A GPU that fails under a pipeline: calls say what went wrong and in which step, none waits for ever, and nothing is left.
   Arguments: form, status, a part of the message, and "calls" where a function gets the results. */
#include "failed.h"
#include "on_gpu.h"

static int ended;

static void on_step(void *user, chroma2_status status, const chroma2_pipeline_result *result, const void *telemetry) {
  (void)user;
  if (status != CHROMA2_STATUS_OK) {
    CHECK(!result && !telemetry && status == expected && strstr(chroma2_last_error_message(), part));
    __atomic_add_fetch(&ended, 1, __ATOMIC_SEQ_CST);
  }
}

/* Whether steps are done. */
static int work(chroma2_pipeline *pipeline, int takes) {
  uint64_t i;
  for (i = 0; i < 20; ++i) {
    struct step_config own = step_config(i);
    struct step_telemetry telemetry;
    chroma2_pipeline_result result = new_result();
    if (takes) {
      if (failed(chroma2_pipeline_step(pipeline, &own, &telemetry, &result), "step")) return 0;
    } else if (failed(chroma2_pipeline_submit(pipeline, &own, 10 * SECOND, NULL), "submit")) {
      return 0;
    }
  }
  return !failed(chroma2_pipeline_flush(pipeline, FOR_EVER), "flush");
}

int main(int count, char **given) {
  chroma2_pipeline_config config;
  chroma2_pipeline *pipeline = NULL;
  const int calls = count == 5;
  CHECK(count == 4 || calls);
  expected = (chroma2_status)atoi(given[2]);
  part = given[3];
  alarm(60); /* a hang is a failure */
  open_gpu();
  config = config_of(CHROMA2_PIPELINE_MODE_ASYNCHRONOUS, 3);
  config.form = (uint32_t)atoi(given[1]);
  if (calls) config.on_step = on_step;
  if (!failed(chroma2_pipeline_create(&config, &pipeline), "create")) {
    int patience = 5000;
    CHECK(!work(pipeline, !calls));
    CHECK(!work(pipeline, !calls)); /* and ever after */
    CHECK(failed(chroma2_pipeline_flush(pipeline, FOR_EVER), "flush"));
    while (calls && __atomic_load_n(&ended, __ATOMIC_SEQ_CST) == 0 && patience-- > 0) usleep(1000);
    CHECK_OK(chroma2_pipeline_destroy(pipeline));
    CHECK(ended == calls);
  } else {
    CHECK(pipeline == NULL);
  }
  close_context();
  nothing_is_left();
  return 0;
}
