// Published optical constants of the detector's materials, as columns over the wavelength.
#pragma once
#include <vector>

struct Column {
  std::vector<double> wavelength;  // nm, increasing
  std::vector<double> value;
};

namespace optics {

constexpr double kFirst = 280.0, kLast = 680.0;  // nm: where the photomultiplier sees anything

double water_index(double wavelength);
Column water_index();
Column water_absorption_length();  // mm
Column water_scattering_length();  // mm
Column glass_index();
Column glass_absorption_length();  // mm
Column detection_efficiency();     // quantum times collection efficiency

constexpr double kPhotocathodeReflects = 0.20;
constexpr double kAluminiumReflects = 0.92;
constexpr double kBlackSheetReflects = 0.04;

}  // namespace optics
