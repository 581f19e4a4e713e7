// libchroma2 for C++17: owners that move, exceptions, vectors. A thin layer over chroma2.h, with
// the same names and the same sections; everything in it is inline, so it adds nothing to the ABI.
//
// Every object destroys its handle at its end; objects keep what they were made from alive, so their
// order does not matter. A moved-from object is empty, as is one made with chroma2::no_handle. Columns that
// an object gives (hits of an event) live as long as it does. An event that borrows a program's arrays is
// cancelled and waited for at its end, so that they are not read any more after it. Threads: as the C
// functions say.
#ifndef CHROMA2_HPP
#define CHROMA2_HPP

#if !((defined(_MSVC_LANG) && _MSVC_LANG >= 201703L) || __cplusplus >= 201703L)
#error "chroma2.hpp needs C++17 or later (GCC and Clang: -std=c++17, MSVC: /std:c++17); chroma2.h is for C++11 too"
#else

#include "chroma2/cpp/core.hpp"
#include "chroma2/cpp/event.hpp"
#include "chroma2/cpp/functions.hpp"
#include "chroma2/cpp/gdml.hpp"
#include "chroma2/cpp/geometry.hpp"
#include "chroma2/cpp/log.hpp"
#include "chroma2/cpp/render.hpp"
#include "chroma2/cpp/session.hpp"
#include "chroma2/cpp/telemetry.hpp"
#include "chroma2/cpp/steps.hpp"
#include "chroma2/cpp/daq.hpp"
#include "chroma2/cpp/queue.hpp"
#include "chroma2/cpp/messages.hpp"
#include "chroma2/cpp/stream.hpp"
#include "chroma2/cpp/kernel.hpp"
#include "chroma2/cpp/pipeline.hpp"

#endif  // C++17

#endif  // CHROMA2_HPP
