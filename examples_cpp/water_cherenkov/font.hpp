// A font of five by nine dots for the labels of the plots: rows from the top, seven above the line.
#pragma once

namespace font {

constexpr int kColumns = 5, kRows = 9, kAdvance = 6;

// Whether a letter has a dot there; letters without a drawing are empty.
bool dot(char letter, int row, int column);

}  // namespace font
