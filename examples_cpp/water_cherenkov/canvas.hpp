// A picture to draw on: filled shapes with smooth edges, and text in a small font.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

struct Color {
  std::uint8_t r, g, b;
};

class Canvas {
 public:
  Canvas(int width, int height, Color background);
  Canvas(int width, int height, std::vector<std::uint8_t> rgba);
  int width() const { return width_; }
  int height() const { return height_; }
  const std::vector<std::uint8_t>& rgba() const { return pixels_; }

  // Coordinates are in pixels from the upper left corner.
  void rectangle(double x0, double y0, double x1, double y1, Color color);
  void disk(double x, double y, double radius, Color color);
  void circle(double x, double y, double radius, double thickness, Color color);
  // Text is `scale` times 6 by 9 pixels a letter; `align` 0 left, 0.5 centred, 1 right of x.
  void text(double x, double y, const std::string& text, int scale, Color color, double align = 0.0);
  // The same turned by a quarter, read from below; centred at y.
  void text_upwards(double x, double y, const std::string& text, int scale, Color color);

 private:
  void blend(int x, int y, Color color, double share);
  int width_, height_;
  std::vector<std::uint8_t> pixels_;
};

// Dark blue over teal and yellow to white, perceptually even; `value` from 0 to 1.
Color heat(double value);
