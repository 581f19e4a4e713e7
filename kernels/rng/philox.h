// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC'11).
#pragma once
#include "hd.h"

CHROMA2_BEGIN

struct Philox {
  uint32_t word[4];
};

CHROMA2_CALL Philox philox4x32_10(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t k0, uint32_t k1) {
  CHROMA2_UNROLL(10)
  for (int round = 0; round < 10; ++round) {
    uint64_t a = 0xD2511F53ull * c0, b = 0xCD9E8D57ull * c2;
    c0 = static_cast<uint32_t>(b >> 32) ^ c1 ^ k0;
    c1 = static_cast<uint32_t>(b);
    c2 = static_cast<uint32_t>(a >> 32) ^ c3 ^ k1;
    c3 = static_cast<uint32_t>(a);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {{c0, c1, c2, c3}};
}

CHROMA2_END
