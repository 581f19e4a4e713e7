// Pictures of geometries, and PNG files.
#ifndef CHROMA2_CPP_RENDER_HPP
#define CHROMA2_CPP_RENDER_HPP

#include "chroma2/cpp/geometry.hpp"

namespace chroma2 {

/// Draws a committed geometry: rows from the top, 4 bytes a pixel (red, green, blue, opacity).
inline std::vector<std::uint8_t> render(const geometry& geometry, const chroma2_camera& camera,
                                        const chroma2_style& style = make<chroma2_style>()) {
  const std::size_t width = camera.width ? camera.width : 800, height = camera.height ? camera.height : 600;
  std::vector<std::uint8_t> rgba(4 * width * height);
  check(chroma2_geometry_render(geometry.get(), &camera, &style, rgba.data(), rgba.size()));
  return rgba;
}

/// Writes a picture of 4 * width * height bytes, rows from the top, as a PNG file.
inline void write_png(const std::string& path, span<std::uint8_t> rgba, std::uint32_t width, std::uint32_t height) {
  if (rgba.size() != std::size_t{4} * width * height) {
    throw std::invalid_argument("chroma2: a picture of " + std::to_string(width) + " by " + std::to_string(height) +
                                " pixels has not " + std::to_string(rgba.size()) + " bytes");
  }
  check(chroma2_image_write_png(path.c_str(), rgba.data(), width, height));
}

}  // namespace chroma2

#endif  // CHROMA2_CPP_RENDER_HPP
