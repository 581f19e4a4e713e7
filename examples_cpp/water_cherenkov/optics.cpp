#include "optics.hpp"

#include <cmath>

namespace optics {
namespace {

template <class Function>
Column tabulate(Function value) {
  Column column;
  for (double wavelength = kFirst; wavelength <= kLast; wavelength += 10.0) {
    column.wavelength.push_back(wavelength);
    column.value.push_back(value(wavelength));
  }
  return column;
}

}  // namespace

// X. Quan and E. S. Fry, Empirical equation for the index of refraction of seawater, Appl. Opt. 34
// (1995) 3477, with salinity 0 and 13 degrees Celsius. Fitted to 400-700 nm; below, the formula is
// within 0.003 of tabulated values down to 300 nm.
double water_index(double wavelength) {
  const double t = 13.0, w = wavelength;
  return 1.31405 - 2.02e-6 * t * t + (15.868 - 0.00423 * t) / w - 4382.0 / (w * w) + 1.1455e6 / (w * w * w);
}

Column water_index() {
  return tabulate([](double wavelength) { return water_index(wavelength); });
}

// R. M. Pope and E. S. Fry, Absorption spectrum (380-700 nm) of pure water, Appl. Opt. 36 (1997)
// 8710, table 3: absorption coefficient in 1/m, every 10 nm. Below 380 nm the first value is kept.
Column water_absorption_length() {
  static const double per_metre[] = {
      0.01137, 0.00851, 0.00663, 0.00473, 0.00454, 0.00495, 0.00635, 0.00922,  // 380-450 nm
      0.00979, 0.0106,  0.0127,  0.0150,  0.0204,  0.0325,  0.0409,  0.0434,   // 460-530 nm
      0.0474,  0.0565,  0.0619,  0.0695,  0.0896,  0.1351,  0.2224,  0.2644,   // 540-610 nm
      0.2755,  0.2916,  0.3108,  0.340,   0.410,   0.439,   0.465};            // 620-680 nm
  return tabulate([](double wavelength) {
    const double index = (wavelength - 380.0) / 10.0;
    return 1000.0 / per_metre[index > 0.0 ? static_cast<int>(index + 0.5) : 0];
  });
}

// A. Morel, Optical properties of pure water and pure sea water (1974), in Optical Aspects of
// Oceanography, ed. Jerlov and Nielsen: scattering of pure fresh water, 0.00222/m at 500 nm (the sea
// water value over 1.30), falling as the wavelength to the power -4.32.
Column water_scattering_length() {
  return tabulate([](double wavelength) { return 1000.0 / (0.00222 * std::pow(wavelength / 500.0, -4.32)); });
}

// Borosilicate 3.3 glass; Sellmeier-like fit through n(436.8 nm) = 1.480 and n(587.6 nm) = 1.473
// (SCHOTT, Technical data of BOROFLOAT 33).
Column glass_index() {
  return tabulate([](double wavelength) { return 1.4644 + 2970.0 / (wavelength * wavelength); });
}

// The window's own absorption is part of the measured quantum efficiency below and must not count
// twice, so the glass is as clear as it is where borosilicate is clearest.
Column glass_absorption_length() {
  return tabulate([](double) { return 1000.0; });
}

// Quantum efficiency of the 20-inch R3600 of Super-Kamiokande (S. Fukuda et al., Nucl. Instrum. Meth.
// A 501 (2003) 418, fig. 9), read every 20 nm, times its collection efficiency of 70 % (ibid.).
Column detection_efficiency() {
  static const double quantum[] = {0.00,  0.0139, 0.0854, 0.169,  0.203,  0.206,  0.211,   0.202,   0.188,   0.167,
                                   0.140, 0.116,  0.0806, 0.0432, 0.0265, 0.0146, 0.00756, 0.00508, 0.00158, 0.00};
  Column column;
  for (int i = 0; i < 20; ++i) {
    column.wavelength.push_back(280.0 + 20.0 * i);
    column.value.push_back(0.70 * quantum[i]);
  }
  return column;
}

}  // namespace optics
