// The two plots of an event: charge on the unrolled tank, and arrival times.
#pragma once
#include <string>
#include <vector>

#include "canvas.hpp"
#include "detector.hpp"

// Photoelectrons of each photomultiplier on the unrolled cylinder: barrel, lid above, floor below.
Canvas hit_map(const Layout& layout, const std::vector<Photomultiplier>& photomultipliers,
               const std::vector<double>& charge, const std::string& title);

// Times (ns) of photons that came directly and of those that were scattered or reflected before.
Canvas time_histogram(const std::vector<float>& direct, const std::vector<float>& indirect, const std::string& title);

// Steps for an axis: about `wanted` intervals of 1, 2 or 5 times a power of ten.
double nice_step(double range, int wanted);
std::string label(double value, double step);
