/* Pictures from C: colours, defaults, files, misuse. */
#include "check.h"

enum { WIDTH = 16, HEIGHT = 12 };

/* A square of 2 mm across z, seen from +z. */
static chroma2_geometry* scene(chroma2_context* context) {
  const float vertices[4][3] = {{-1, -1, 0}, {1, -1, 0}, {1, 1, 0}, {-1, 1, 0}};
  const uint32_t triangles[2][3] = {{0, 1, 2}, {0, 2, 3}};
  chroma2_geometry* geometry = NULL;
  chroma2_mesh_config config;
  uint32_t index;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "air", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "coat", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = &vertices[0][0];
  config.vertex_count = 4;
  config.triangles = &triangles[0][0];
  config.triangle_count = 2;
  config.has_surface = 1;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &index));
  CHECK_OK(chroma2_geometry_add_instance(geometry, index, NULL, NULL, 0, NULL));
  return geometry;
}

/* The pixel right of the middle, or the one in the corner. */
static int is(const uint8_t* rgba, int corner, int r, int g, int b, int a) {
  const uint8_t* p = rgba + (corner ? 0 : 4 * (WIDTH * (HEIGHT / 2) + WIDTH / 2));
  return p[0] == r && p[1] == g && p[2] == b && p[3] == a;
}

int main(void) {
  const uint8_t colors[8] = {10, 20, 30, 255, 0, 0, 0, 0};
  const float value = 5;
  chroma2_context* context = NULL;
  chroma2_geometry* geometry;
  chroma2_camera camera;
  chroma2_style style;
  uint8_t rgba[4 * WIDTH * HEIGHT], other[4 * WIDTH * HEIGHT];
  char path[4096];
  const char* folder = getenv("CHROMA2_TEST_OUT");
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = scene(context);
  memset(&camera, 0, sizeof camera);
  camera.struct_size = sizeof camera;
  camera.position[2] = 10;
  camera.up[1] = 1;
  camera.width = WIDTH;
  camera.height = HEIGHT;
  memset(rgba, 7, sizeof rgba);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "not committed", chroma2_geometry_render(geometry, &camera, NULL, rgba, sizeof rgba));
  CHECK(is(rgba, 0, 7, 7, 7, 7));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));

  CHECK_OK(chroma2_geometry_render(geometry, &camera, NULL, rgba, sizeof rgba));
  CHECK(is(rgba, 1, 255, 255, 255, 255) && !is(rgba, 0, 255, 255, 255, 255));

  memset(&style, 0, sizeof style);
  style.struct_size = sizeof style;
  style.flat = 1;
  style.surface_colors = colors;
  style.surface_color_count = 2;
  CHECK_OK(chroma2_geometry_render(geometry, &camera, &style, rgba, sizeof rgba));
  CHECK(is(rgba, 0, 10, 20, 30, 255) && is(rgba, 1, 0, 0, 0, 0));
  style.background[1] = style.background[3] = 255;
  style.channel_values = &value;
  style.channel_value_count = 1;
  style.color_map = CHROMA2_COLOR_MAP_GREY;
  CHECK_OK(chroma2_geometry_render(geometry, &camera, &style, rgba, sizeof rgba));
  CHECK(is(rgba, 0, 128, 128, 128, 255) && is(rgba, 1, 0, 255, 0, 255));
  camera.near_clip = 11;
  CHECK_OK(chroma2_geometry_render(geometry, &camera, &style, rgba, sizeof rgba));
  CHECK(is(rgba, 0, 0, 255, 0, 255));
  camera.near_clip = 0;
  camera.orthographic_width = 1;
  CHECK_OK(chroma2_geometry_render(geometry, &camera, &style, rgba, sizeof rgba));
  CHECK(is(rgba, 1, 128, 128, 128, 255));

  snprintf(path, sizeof path, "%s/picture.png", folder ? folder : ".");
  CHECK_OK(chroma2_image_write_png(path, rgba, WIDTH, HEIGHT));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "pixels", chroma2_image_write_png(path, rgba, 0, HEIGHT));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "rgba", chroma2_image_write_png(path, NULL, WIDTH, HEIGHT));
  CHECK_FAILS(CHROMA2_STATUS_IO, "picture.png", chroma2_image_write_png(strcat(path, "/x"), rgba, WIDTH, HEIGHT));

  memcpy(other, rgba, sizeof rgba);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "size is 5", chroma2_geometry_render(geometry, &camera, &style, rgba, 5));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "camera", chroma2_geometry_render(geometry, NULL, &style, rgba, sizeof rgba));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "rgba", chroma2_geometry_render(geometry, &camera, &style, NULL, sizeof rgba));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "geometry", chroma2_geometry_render(NULL, &camera, &style, rgba, sizeof rgba));
  style.color_map = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "color_map", chroma2_geometry_render(geometry, &camera, &style, rgba, sizeof rgba));
  style.color_map = 0;
  style.material_colors = colors;
  style.material_color_count = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "one of them", chroma2_geometry_render(geometry, &camera, &style, rgba, sizeof rgba));
  style.material_colors = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "material_colors", chroma2_geometry_render(geometry, &camera, &style, rgba, sizeof rgba));
  CHECK(memcmp(other, rgba, sizeof rgba) == 0);

  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}
