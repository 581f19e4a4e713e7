/* Scene files and mesh files from C: save, load, the same digest; what is wrong is named. */
#include "check.h"

static char path_buffer[4096];

/* A path in the folder for the tests' files. */
static const char* in_folder(const char* name) {
  const char* folder = getenv("CHROMA2_TEST_OUT");
  snprintf(path_buffer, sizeof path_buffer, "%s/%s", folder ? folder : ".", name);
  return path_buffer;
}

static void write_file(const char* path, const char* text) {
  FILE* file = fopen(path, "w");
  CHECK(file != NULL);
  CHECK(fputs(text, file) >= 0);
  CHECK(fclose(file) == 0);
}

static chroma2_mesh_file_config mesh_file(const char* path) {
  chroma2_mesh_file_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.path = path;
  return config;
}

static uint32_t mesh_count(const chroma2_geometry* geometry) {
  chroma2_geometry_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_geometry_get_info(geometry, &info));
  return info.mesh_count;
}

/* Faces with attributes: the index of a material and of a surface in the geometry. */
static const char* const ply =
    "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
    "element face 2\nproperty list uchar int vertex_indices\nproperty int inner_material\n"
    "property int surface\nend_header\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n3 0 1 2 1 0\n3 0 2 3 0 -1\n";

static void add_meshes(chroma2_geometry* geometry) {
  chroma2_mesh_file_config config = mesh_file(in_folder("mesh.ply"));
  uint32_t index = 99, i;
  write_file(path_buffer, ply);
  config.name = "plate";
  config.scale = 10;
  config.use_file_attributes = 1;
  CHECK_OK(chroma2_geometry_add_mesh_file(geometry, &config, &index));
  CHECK(index == 0);
  config.use_file_attributes = 0;
  config.inner_material = 1;
  config.has_surface = 1;
  CHECK_OK(chroma2_geometry_add_mesh_file(geometry, &config, &index));
  CHECK(index == 1);
  for (i = 0; i < 40; ++i) {
    const double position[3] = {0, 0, 0.1 * i};
    CHECK_OK(chroma2_geometry_add_instance(geometry, i % 2, NULL, position, (int32_t)i, NULL));
  }
}

static void mistakes(chroma2_geometry* geometry) {
  chroma2_mesh_file_config config = mesh_file(in_folder("nothing.stl"));
  uint32_t index = 99;
  CHECK_FAILS(CHROMA2_STATUS_IO, "nothing.stl", chroma2_geometry_add_mesh_file(geometry, &config, &index));
  config.path = in_folder("broken.obj");
  write_file(path_buffer, "v 0 0 0\nf 1 2 3\n");
  CHECK_FAILS(CHROMA2_STATUS_FORMAT, "broken.obj: line 2", chroma2_geometry_add_mesh_file(geometry, &config, &index));
  write_file(path_buffer, "v 0 0 0\nv 2e7 0 0\nv 0 1 0\nf 1 2 3\n");
  CHECK_FAILS(CHROMA2_STATUS_FORMAT, "broken.obj: vertex 1 is (20000000, 0, 0) mm; coordinates of magnitude 1e7",
    chroma2_geometry_add_mesh_file(geometry, &config, &index));
  config.path = "mesh.doc";
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, ".ply", chroma2_geometry_add_mesh_file(geometry, &config, &index));
  config.path = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "path", chroma2_geometry_add_mesh_file(geometry, &config, &index));
  config.path = in_folder("mesh.ply");
  config.scale = -1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "scale", chroma2_geometry_add_mesh_file(geometry, &config, &index));
  config.scale = 0;
  config.outer_material = 7;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "mesh.ply): outer_material", chroma2_geometry_add_mesh_file(geometry, &config, &index));
  config.outer_material = 0;
  config.use_file_attributes = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "use_file", chroma2_geometry_add_mesh_file(geometry, &config, &index));
  config.use_file_attributes = 0;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "mesh", chroma2_geometry_add_mesh_file(geometry, &config, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config", chroma2_geometry_add_mesh_file(geometry, NULL, &index));
  CHECK(index == 99 && mesh_count(geometry) == 2);
}

int main(void) {
  chroma2_context* context = NULL;
  chroma2_geometry *made = NULL, *loaded = NULL;
  unsigned char digest[2][32];
  uint32_t index;
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_OK(chroma2_geometry_create(context, &made));
  CHECK_OK(chroma2_geometry_add_material(made, "air", &index));
  CHECK_OK(chroma2_geometry_add_material(made, "glass", &index));
  CHECK_OK(chroma2_geometry_add_surface(made, "coat", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  add_meshes(made);
  mistakes(made);

  CHECK_OK(chroma2_geometry_save(made, in_folder("scene")));
  CHECK_OK(chroma2_geometry_load(context, path_buffer, &loaded));
  CHECK(mesh_count(loaded) == 2);
  CHECK_OK(chroma2_geometry_add_material(loaded, "not committed yet", &index));
  CHECK_OK(chroma2_geometry_destroy(loaded));
  CHECK_OK(chroma2_geometry_load(context, in_folder("scene/scene.toml"), &loaded));
  CHECK_OK(chroma2_geometry_commit(made, NULL));
  CHECK_OK(chroma2_geometry_commit(loaded, NULL));
  CHECK_OK(chroma2_geometry_get_digest(made, digest[0]));
  CHECK_OK(chroma2_geometry_get_digest(loaded, digest[1]));
  CHECK(memcmp(digest[0], digest[1], 32) == 0);
  CHECK_OK(chroma2_geometry_save(loaded, in_folder("scene")));
  CHECK_OK(chroma2_geometry_destroy(loaded));

#if defined(__linux__) /* any bytes can be a name, here in Latin-1 */
  CHECK_OK(chroma2_geometry_save(made, in_folder("sc\350ne")));
  CHECK_OK(chroma2_geometry_load(context, path_buffer, &loaded));
  CHECK_OK(chroma2_geometry_destroy(loaded));
#endif

  loaded = NULL;
  CHECK_FAILS(CHROMA2_STATUS_IO, "missing", chroma2_geometry_load(context, in_folder("missing"), &loaded));
  write_file(in_folder("wrong.toml"), "version = 1\nunits = \"mm, ns, nm, rad\"\n[[material]]\ncolour = 1\n");
  CHECK_FAILS(CHROMA2_STATUS_FORMAT, "line 4: unknown field `colour`",
              chroma2_geometry_load(context, path_buffer, &loaded));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "context", chroma2_geometry_load(NULL, path_buffer, &loaded));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "path", chroma2_geometry_load(context, "", &loaded));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "geometry", chroma2_geometry_load(context, path_buffer, NULL));
  CHECK_FAILS(CHROMA2_STATUS_IO, "wrong.toml", chroma2_geometry_save(made, in_folder("wrong.toml")));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "path", chroma2_geometry_save(made, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "geometry", chroma2_geometry_save(NULL, path_buffer));
  CHECK(loaded == NULL);

  CHECK_OK(chroma2_geometry_destroy(made));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}
