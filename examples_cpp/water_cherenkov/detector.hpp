// A water Cherenkov detector: an upright cylinder lined with 20-inch photomultipliers.
#pragma once
#include <array>
#include <chroma2.hpp>
#include <string>
#include <vector>

struct Layout {
  std::string name;
  double radius, half_height;  // of the photomultipliers' equators, mm
  double pitch;                // between their centres, mm
};

// The inner detector of Super-Kamiokande: 33.8 m wide, 36.2 m high, a photomultiplier every 0.707 m
// (S. Fukuda et al., Nucl. Instrum. Meth. A 501 (2003) 418).
const Layout kFull = {"full", 16900.0, 18100.0, 707.0};
// The same photomultipliers in a tank that fits into a laboratory.
const Layout kSmall = {"small", 1900.0, 1600.0, 1000.0};

enum class Region { kBarrel, kTop, kBottom };

struct Photomultiplier {
  Region region;
  std::array<double, 3> position;  // centre of its equator, mm
  std::array<double, 9> rotation;  // row-major; its z axis, where it looks, to the tank's inside
};

std::vector<Photomultiplier> place(const Layout& layout);

// The committed geometry; photomultiplier i has channel i.
chroma2::geometry build(const chroma2::context& context, const Layout& layout,
                        const std::vector<Photomultiplier>& photomultipliers);
