// The event display: the detector from inside, drawn by the library, coloured by charge.
#pragma once
#include <string>
#include <vector>

#include "canvas.hpp"
#include "detector.hpp"
#include "muon.hpp"

Canvas event_display(const chroma2::geometry& geometry, const Layout& layout, const Muon& muon,
                     const std::vector<double>& charge, const std::string& title);
