#include "display.hpp"

#include <algorithm>
#include <chroma2.hpp>

namespace {

constexpr std::uint32_t kWidth = 1440, kHeight = 900;
constexpr Color kInk{236, 238, 244};

}  // namespace

Canvas event_display(const chroma2::geometry& geometry, const Layout& layout, const Muon& muon,
                     const std::vector<double>& charge, const std::string& title) {
  // From behind the muon, looking where it goes.
  auto camera = chroma2::make<chroma2_camera>();
  const double back = 0.86 * layout.radius, side = -0.30 * layout.radius;
  const auto& d = muon.direction;
  camera.position[0] = -back * d[0] - side * d[1];
  camera.position[1] = -back * d[1] + side * d[0];
  camera.position[2] = 0.22 * layout.half_height;
  for (int k = 0; k < 3; ++k) camera.target[k] = muon.start[k] + layout.radius * d[k];
  camera.vertical_fov = 1.25;
  camera.width = kWidth;
  camera.height = kHeight;

  auto style = chroma2::make<chroma2_style>();
  const std::vector<float> values(charge.begin(), charge.end());
  const std::vector<std::uint8_t> surfaces = {96,  104, 128, 255,   // photocathode
                                              120, 124, 132, 255,   // aluminium
                                              60,  60,  64,  255,   // dynodes
                                              34,  38,  52,  255,   // black sheet
                                              96,  104, 128, 255};  // glass
  style.surface_colors = surfaces.data();
  style.surface_color_count = surfaces.size() / 4;
  style.channel_values = values.data();
  style.channel_value_count = values.size();
  style.value_low = 1.0;
  style.value_high = std::max(2.0, *std::max_element(charge.begin(), charge.end()));
  style.log_scale = 1;
  const std::uint8_t unhit[4] = {52, 58, 78, 255}, night[4] = {8, 9, 14, 255};
  std::copy(unhit, unhit + 4, style.missing_color);
  std::copy(night, night + 4, style.background);
  style.samples = 3;

  Canvas canvas(kWidth, kHeight, chroma2::render(geometry, camera, style));
  canvas.text(30, 24, title, 3, kInk);
  canvas.text(30, kHeight - 36,
              "photoelectrons, logarithmic: violet 1, yellow " + std::to_string(static_cast<int>(style.value_high)) +
                  ", grey none",
              2, kInk);
  return canvas;
}
