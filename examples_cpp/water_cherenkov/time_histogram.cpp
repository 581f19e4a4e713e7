#include <algorithm>
#include <cmath>
#include <cstdio>

#include "plots.hpp"

namespace {

constexpr Color kPaper{252, 252, 250}, kInk{40, 44, 56}, kGrid{222, 224, 228};
constexpr Color kDirect{38, 96, 164}, kIndirect{232, 148, 48};
constexpr int kWidth = 1200, kHeight = 720, kBins = 100;
constexpr double kLeft = 120, kRight = kWidth - 40, kTop = 90, kBottom = kHeight - 90;

std::vector<double> fill(const std::vector<float>& times, double from, double to) {
  std::vector<double> bins(kBins, 0.0);
  for (const float time : times) {
    const double at = (time - from) / (to - from) * kBins;
    if (at >= 0.0 && at < kBins) bins[static_cast<int>(at)] += 1.0;
  }
  return bins;
}

void key(Canvas& canvas, double y, Color color, const std::string& text) {
  canvas.rectangle(kRight - 420, y, kRight - 396, y + 16, color);
  canvas.text(kRight - 384, y + 1, text, 2, kInk);
}

}  // namespace

double nice_step(double range, int wanted) {
  const double rough = range / wanted, power = std::pow(10.0, std::floor(std::log10(rough)));
  const double part = rough / power;
  return power * (part < 1.5 ? 1.0 : part < 3.5 ? 2.0 : part < 7.5 ? 5.0 : 10.0);
}

std::string label(double value, double step) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", step < 1.0 ? 1 : 0, value);
  return text;
}

Canvas time_histogram(const std::vector<float>& direct, const std::vector<float>& indirect, const std::string& title) {
  std::vector<float> all(direct);
  all.insert(all.end(), indirect.begin(), indirect.end());
  std::sort(all.begin(), all.end());
  // From the first hit to where the last two in a hundred begin.
  const double first = all.empty() ? 0.0 : all.front();
  const double last = all.empty() ? 1.0 : all[all.size() * 98 / 100];
  const double unit = nice_step(std::max(last - first, 1.0), 8);
  const double from = std::floor(first / unit) * unit, to = std::ceil(last / unit + 0.2) * unit;

  const auto lower = fill(indirect, from, to), upper = fill(direct, from, to);
  double most = 1.0;
  for (int i = 0; i < kBins; ++i) most = std::max(most, lower[i] + upper[i]);
  const double step = nice_step(most, 5), full = std::ceil(most / step) * step;
  const auto x_of = [&](double t) { return kLeft + (t - from) / (to - from) * (kRight - kLeft); };
  const auto y_of = [&](double n) { return kBottom - n / full * (kBottom - kTop); };

  Canvas canvas(kWidth, kHeight, kPaper);
  for (double n = 0.0; n <= full * 1.001; n += step) {
    canvas.rectangle(kLeft, y_of(n) - 0.5, kRight, y_of(n) + 0.5, kGrid);
    canvas.text(kLeft - 12, y_of(n) - 7, label(n, step), 2, kInk, 1.0);
  }
  for (int i = 0; i < kBins; ++i) {
    const double x0 = x_of(from + (to - from) * i / kBins), x1 = x_of(from + (to - from) * (i + 1) / kBins);
    canvas.rectangle(x0, y_of(lower[i]), x1 - 1, kBottom, kIndirect);
    canvas.rectangle(x0, y_of(lower[i] + upper[i]), x1 - 1, y_of(lower[i]), kDirect);
  }
  canvas.rectangle(kLeft - 1, kTop, kLeft + 1, kBottom, kInk);
  canvas.rectangle(kLeft - 1, kBottom - 1, kRight, kBottom + 1, kInk);
  for (double t = from; t <= to + 0.001 * unit; t += unit) {
    canvas.rectangle(x_of(t) - 1, kBottom, x_of(t) + 1, kBottom + 8, kInk);
    canvas.text(x_of(t), kBottom + 16, label(t, unit), 2, kInk, 0.5);
  }
  canvas.text((kLeft + kRight) / 2, kHeight - 34, "arrival time (ns)", 2, kInk, 0.5);
  canvas.text_upwards(28, (kTop + kBottom) / 2, "photoelectrons per " + label((to - from) / kBins, 0.1) + " ns", 2,
                      kInk);
  canvas.text(kLeft, 30, title, 3, kInk);
  key(canvas, kTop + 10, kDirect, "direct");
  key(canvas, kTop + 38, kIndirect, "scattered or reflected");
  return canvas;
}
