// A box of 18 mm whose walls detect half of the light and reflect the other half, not committed.
#pragma once
#include <chroma2.hpp>

chroma2::geometry box(const chroma2::context& context);
