#include "canvas.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "font.hpp"

Canvas::Canvas(int width, int height, Color background)
    : width_(width), height_(height), pixels_(4u * width * height, 255) {
  rectangle(0, 0, width, height, background);
}

Canvas::Canvas(int width, int height, std::vector<std::uint8_t> rgba)
    : width_(width), height_(height), pixels_(std::move(rgba)) {}

void Canvas::blend(int x, int y, Color color, double share) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_ || share <= 0.0) return;
  std::uint8_t* pixel = &pixels_[4 * (static_cast<std::size_t>(y) * width_ + x)];
  const std::uint8_t parts[3] = {color.r, color.g, color.b};
  for (int k = 0; k < 3; ++k) {
    pixel[k] = static_cast<std::uint8_t>(std::lround(pixel[k] + share * (parts[k] - pixel[k])));
  }
}

void Canvas::rectangle(double x0, double y0, double x1, double y1, Color color) {
  const auto covered = [](double a, double b, int i) {
    return std::clamp(std::min(b, i + 1.0) - std::max(a, static_cast<double>(i)), 0.0, 1.0);
  };
  for (int y = static_cast<int>(std::floor(y0)); y < y1; ++y) {
    for (int x = static_cast<int>(std::floor(x0)); x < x1; ++x) {
      blend(x, y, color, covered(x0, x1, x) * covered(y0, y1, y));
    }
  }
}

void Canvas::disk(double x, double y, double radius, Color color) {
  const int reach = static_cast<int>(std::ceil(radius)) + 1;
  const int cx = static_cast<int>(x), cy = static_cast<int>(y);
  for (int j = cy - reach; j <= cy + reach; ++j) {
    for (int i = cx - reach; i <= cx + reach; ++i) {
      const double distance = std::hypot(i + 0.5 - x, j + 0.5 - y);
      blend(i, j, color, std::clamp(radius + 0.5 - distance, 0.0, 1.0));
    }
  }
}

void Canvas::circle(double x, double y, double radius, double thickness, Color color) {
  const int reach = static_cast<int>(std::ceil(radius + thickness)) + 1;
  for (int j = static_cast<int>(y) - reach; j <= y + reach; ++j) {
    for (int i = static_cast<int>(x) - reach; i <= x + reach; ++i) {
      const double off = std::abs(std::hypot(i + 0.5 - x, j + 0.5 - y) - radius);
      blend(i, j, color, std::clamp(thickness / 2 + 0.5 - off, 0.0, 1.0));
    }
  }
}

void Canvas::text(double x, double y, const std::string& text, int scale, Color color, double align) {
  double left = x - align * font::kAdvance * scale * static_cast<double>(text.size());
  for (const char letter : text) {
    for (int row = 0; row < font::kRows; ++row) {
      for (int column = 0; column < font::kColumns; ++column) {
        if (!font::dot(letter, row, column)) continue;
        const double px = std::floor(left) + column * scale, py = std::floor(y) + row * scale;
        rectangle(px, py, px + scale, py + scale, color);
      }
    }
    left += font::kAdvance * scale;
  }
}

void Canvas::text_upwards(double x, double y, const std::string& text, int scale, Color color) {
  double bottom = y + 0.5 * font::kAdvance * scale * static_cast<double>(text.size());
  for (const char letter : text) {
    for (int row = 0; row < font::kRows; ++row) {
      for (int column = 0; column < font::kColumns; ++column) {
        if (!font::dot(letter, row, column)) continue;
        const double px = std::floor(x) + row * scale, py = std::floor(bottom) - (column + 1) * scale;
        rectangle(px, py, px + scale, py + scale, color);
      }
    }
    bottom -= font::kAdvance * scale;
  }
}

Color heat(double value) {
  static const double stops[][3] = {{33, 40, 92},   {38, 82, 138},  {32, 130, 142}, {60, 168, 120},
                                    {150, 200, 70}, {244, 214, 66}, {255, 246, 210}};
  const double at = std::clamp(value, 0.0, 1.0) * 6.0;
  const int i = std::min(static_cast<int>(at), 5);
  const auto mix = [&](int k) {
    return static_cast<std::uint8_t>(std::lround(stops[i][k] + (at - i) * (stops[i + 1][k] - stops[i][k])));
  };
  return {mix(0), mix(1), mix(2)};
}
