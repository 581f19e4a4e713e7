#ifndef CHROMA2_RENDER_H
#define CHROMA2_RENDER_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"

/**
 * Colours for numbers, of evenly growing lightness. Structs take it as uint32_t.
 */
enum chroma2_color_map
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * From dark violet through green to yellow.
   */
  CHROMA2_COLOR_MAP_VIRIDIS = 0,
  /**
   * From black through all hues to white.
   */
  CHROMA2_COLOR_MAP_CUBEHELIX = 1,
  /**
   * From black to white.
   */
  CHROMA2_COLOR_MAP_GREY = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_color_map chroma2_color_map;
#else
typedef uint32_t chroma2_color_map;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where a picture is taken from. Lengths in mm.
 */
typedef struct chroma2_camera {
  /**
   * sizeof(chroma2_camera).
   */
  size_t struct_size;
  /**
   * Where it stands.
   */
  double position[3];
  /**
   * What is in the middle of the picture.
   */
  double target[3];
  /**
   * What is up in the picture, not along the view; 0, 0, 0: z.
   */
  double up[3];
  /**
   * Angle between the lower and the upper edge of the picture, radians, up to 3.1; 0: 45 degrees.
   */
  double vertical_fov;
  /**
   * Width of what is seen along parallel rays, instead of vertical_fov; 0: perspective.
   */
  double orthographic_width;
  /**
   * What is nearer than this, measured along the view, is cut away.
   */
  double near_clip;
  /**
   * What is farther than this, measured along the view, is cut away; 0: nothing.
   */
  double far_clip;
  /**
   * Pixels in a row; 0: 800. Width times height is at most 2^28.
   */
  uint32_t width;
  /**
   * Rows of pixels; 0: 600.
   */
  uint32_t height;
} chroma2_camera;

/**
 * How a picture is drawn. Colours are four bytes: red, green, blue (sRGB) and opacity; opacity 0 is
 * invisible, and what is not opaque shows what is behind it. At most one of the arrays of triangle,
 * surface and material colours may be given; without any, surfaces are told apart by colours of the
 * library's. Channel values come before these colours for what belongs to a channel.
 */
typedef struct chroma2_style {
  /**
   * sizeof(chroma2_style).
   */
  size_t struct_size;
  /**
   * One colour for each triangle of each mesh, meshes in order; NULL: none.
   */
  const uint8_t *triangle_colors;
  /**
   * Number of colours, 4 bytes each.
   */
  uint64_t triangle_color_count;
  /**
   * One colour for each surface, then one for boundaries without surface; NULL: none.
   */
  const uint8_t *surface_colors;
  /**
   * Number of colours.
   */
  uint64_t surface_color_count;
  /**
   * One colour for each material, that of the one behind the boundary as seen; NULL: none.
   */
  const uint8_t *material_colors;
  /**
   * Number of colours.
   */
  uint64_t material_color_count;
  /**
   * A number for each channel, shown by a colour map; NULL: none.
   */
  const float *channel_values;
  /**
   * Number of values; channels beyond them, and NaN, have `missing_color`.
   */
  uint64_t channel_value_count;
  /**
   * Value of the map's first colour.
   */
  double value_low;
  /**
   * Value of the map's last colour; both 0: least and largest of the values.
   */
  double value_high;
  /**
   * 1: logarithmic; values of 0 or less have `missing_color`.
   */
  uint32_t log_scale;
  /**
   * A chroma2_color_map.
   */
  uint32_t color_map;
  /**
   * Opacity of mapped colours, 1 to 255; 0: 255.
   */
  uint32_t channel_opacity;
  /**
   * Colour of channels without a value.
   */
  uint8_t missing_color[4];
  /**
   * Colour behind everything.
   */
  uint8_t background[4];
  /**
   * 1: every colour as it is; 0: surfaces seen edge-on are darker.
   */
  uint32_t flat;
  /**
   * Most surfaces seen through each other, at most 1024; 0: 16.
   */
  uint32_t max_layers;
  /**
   * Rays a pixel along each of its sides, at most 16; 0: 2.
   */
  uint32_t samples;
} chroma2_style;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Draws a committed geometry on all threads of its context. `style` may be NULL. Writes rows from
 * the top, 4 bytes a pixel (red, green, blue, opacity), to `rgba`, which has room for `size` bytes:
 * 4 * width * height. The same picture for any number of threads. Fails as an invalid state before
 * the commit. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_render(const chroma2_geometry *geometry,
                                       const struct chroma2_camera *camera,
                                       const struct chroma2_style *style,
                                       uint8_t *rgba,
                                       size_t size);

/**
 * Writes a picture as a PNG file: 4 * width * height bytes, rows from the top, red, green, blue
 * (sRGB) and opacity. Width and height are 1 or more, their product at most 2^28. A file of that name is
 * replaced. Fails as an input or output error. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_image_write_png(const char *path,
                                       const uint8_t *rgba,
                                       uint32_t width,
                                       uint32_t height);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_RENDER_H */
