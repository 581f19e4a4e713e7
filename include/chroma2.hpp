// libchroma2 for C++17: owners that move, exceptions, vectors. A thin layer over chroma2.h, with
// the same names and the same sections; everything in it is inline, so it adds nothing to the ABI.
//
// Every object destroys its handle at its end; objects keep what they were made from alive, so their
// order does not matter. A moved-from object is empty. Threads: as the C functions say.
#ifndef CHROMA2_HPP
#define CHROMA2_HPP

#include "chroma2/cpp/core.hpp"
#include "chroma2/cpp/event.hpp"
#include "chroma2/cpp/geometry.hpp"
#include "chroma2/cpp/render.hpp"
#include "chroma2/cpp/session.hpp"
#include "chroma2/cpp/daq.hpp"
#include "chroma2/cpp/queue.hpp"

#endif  // CHROMA2_HPP
