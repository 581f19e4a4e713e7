#include <algorithm>
#include <cmath>

#include "plots.hpp"

namespace {

constexpr Color kPaper{14, 17, 30}, kInk{226, 230, 240}, kFaint{110, 118, 140}, kDark{30, 34, 52};
constexpr int kWidth = 1500, kMargin = 60, kBar = 150;

// A square-root scale keeps single photoelectrons visible beside the ring.
double level(double charge, double most) { return std::sqrt(charge / most); }

void color_bar(Canvas& canvas, double most) {
  const double left = kWidth - kBar + 20, top = 150, height = canvas.height() - 300.0, width = 26;
  for (int i = 0; i < height; ++i) {
    const double value = 1.0 - i / height;
    canvas.rectangle(left, top + i, left + width, top + i + 1, heat(value));
  }
  const double step = nice_step(most, 5);
  for (double tick = 0.0; tick <= most * 1.001; tick += step) {
    const double y = top + height * (1.0 - level(tick, most));
    if (tick > 0.0 && y > top + height - 18) continue;
    canvas.rectangle(left + width, y - 1, left + width + 6, y + 1, kInk);
    canvas.text(left + width + 12, y - 7, label(tick, step), 2, kInk);
  }
  canvas.text_upwards(left - 26, top + height / 2, "photoelectrons", 2, kInk);
}

}  // namespace

Canvas hit_map(const Layout& layout, const std::vector<Photomultiplier>& photomultipliers,
               const std::vector<double>& charge, const std::string& title) {
  const double kPi = 3.14159265358979323846;
  const double gap = 0.08 * layout.radius;
  const double scale = (kWidth - 2.0 * kMargin - kBar) / (2.0 * kPi * layout.radius);
  const double cap = 2.0 * layout.radius * scale, barrel = 2.0 * layout.half_height * scale;
  const double head = 90.0, foot = 50.0;
  Canvas canvas(kWidth, static_cast<int>(head + 2.0 * (cap + gap * scale) + barrel + foot), kPaper);

  const double x0 = kMargin + kPi * layout.radius * scale;  // phi = 0
  const double y_top = head + cap / 2, y_barrel = head + cap + gap * scale + barrel / 2;
  const double y_bottom = y_barrel + barrel / 2 + gap * scale + cap / 2;
  canvas.rectangle(x0 - kPi * layout.radius * scale, y_barrel - barrel / 2, x0 + kPi * layout.radius * scale,
                   y_barrel + barrel / 2, kDark);
  canvas.disk(x0, y_top, cap / 2, kDark);
  canvas.disk(x0, y_bottom, cap / 2, kDark);

  const double most = std::max(1.0, *std::max_element(charge.begin(), charge.end()));
  const double radius = std::max(254.0 * scale, 1.2);
  for (std::size_t i = 0; i < photomultipliers.size(); ++i) {
    const auto& [region, p, rotation] = photomultipliers[i];
    (void)rotation;
    double x = x0, y = y_barrel;
    if (region == Region::kBarrel) {
      x -= std::atan2(p[1], p[0]) * layout.radius * scale;  // as seen from inside
      y -= p[2] * scale;
    } else if (region == Region::kTop) {  // folded up from the barrel's phi = 0
      x -= p[1] * scale;
      y = y_top + p[0] * scale;
    } else {
      x -= p[1] * scale;
      y = y_bottom - p[0] * scale;
    }
    const Color color = charge[i] > 0.0 ? heat(level(charge[i], most)) : Color{20, 24, 40};
    canvas.disk(x, y, radius, color);
    if (radius > 5.0) canvas.circle(x, y, radius, 1.2, kFaint);
  }
  canvas.text(kMargin, 26, title, 3, kInk);
  canvas.text(kMargin, head + 6, "lid", 2, kFaint);
  canvas.text(kMargin, y_bottom + cap / 2 - 20, "floor", 2, kFaint);
  color_bar(canvas, most);
  return canvas;
}
