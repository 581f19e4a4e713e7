/* Calls from a thread with a small stack (128 KiB, the default of some C libraries) do with it. */
#if !defined(__unix__)
int main(void) { return 0; }
#else
#include <pthread.h>
#include "box.h"

static char path_buffer[4096];

static const char *in_folder(const char *name) {
  const char *folder = getenv("CHROMA2_TEST_OUT");
  snprintf(path_buffer, sizeof path_buffer, "%s/%s", folder ? folder : ".", name);
  return path_buffer;
}

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  CHECK(file != NULL);
  CHECK(fputs(text, file) >= 0);
  CHECK(fclose(file) == 0);
}

/* A text as deep as the parser goes. */
static const char *deep_scene(void) {
  static char text[512];
  size_t i, length = (size_t)snprintf(text, sizeof text, "version = 1\nunits = \"mm, ns, nm, rad\"\ndescription = ");
  for (i = 0; i < 70; ++i) text[length++] = '[';
  for (i = 0; i < 70; ++i) text[length++] = ']';
  text[length] = '\n';
  return text;
}

static void files(const chroma2_context *context, const chroma2_geometry *geometry) {
  static const char *const meshes[3][2] = {
      {"small.ply",
       "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\n"
       "property list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n1 1 0\n3 0 1 2\n"},
      {"small.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"},
      {"small.stl",
       "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n"
       "endsolid a\n"}};
  chroma2_geometry *loaded = NULL;
  chroma2_mesh_file_config config;
  chroma2_camera camera;
  unsigned char rgba[4 * 8 * 8];
  uint32_t index, i;
  CHECK_OK(chroma2_geometry_save(geometry, in_folder("small_stack")));
  CHECK_OK(chroma2_geometry_load(context, path_buffer, &loaded));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  for (i = 0; i < 3; ++i) {
    config.path = in_folder(meshes[i][0]);
    write_file(path_buffer, meshes[i][1]);
    CHECK_OK(chroma2_geometry_add_mesh_file(loaded, &config, &index));
  }
  CHECK_OK(chroma2_geometry_destroy(loaded));
  write_file(in_folder("deep.toml"), deep_scene());
  CHECK_STATUS(CHROMA2_STATUS_FORMAT, chroma2_geometry_load(context, path_buffer, &loaded));
  memset(&camera, 0, sizeof camera);
  camera.struct_size = sizeof camera;
  camera.position[0] = 500;
  camera.width = camera.height = 8;
  CHECK_OK(chroma2_geometry_render(geometry, &camera, NULL, rgba, sizeof rgba));
  CHECK_OK(chroma2_image_write_png(in_folder("small_stack.png"), rgba, 8, 8));
}

static void *all(void *unused) {
  chroma2_source source = point(1000);
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  (void)unused;
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = box(context, 1);
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
  CHECK(summary_of(event).photons == 1000);
  files(context, geometry);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  return NULL;
}

int main(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  CHECK(pthread_attr_init(&attributes) == 0);
  CHECK(pthread_attr_setstacksize(&attributes, 128 * 1024) == 0);
  CHECK(pthread_create(&thread, &attributes, all, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK_NO_HANDLES();
  return 0;
}
#endif
