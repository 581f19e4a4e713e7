// What a photon under way is known to be in, besides its state.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

// Where the present leg began: a shell (kInShell | instance), or a material, with kInMesh where it is that
// on the inner side of a closed mesh, and kBesideEdge where it left a triangle close to its edge; kNone: not
// known, of a photon that starts.
struct Medium {
  uint32_t word;
};
constexpr uint32_t kInShell = 0x80000000u;
constexpr uint32_t kInMesh = 0x40000000u;
constexpr uint32_t kBesideEdge = 0x20000000u;
static_assert(kInShell == kWireBit, "wires are no shells");

CHROMA2_HD Medium unknown_medium() { return {kNone}; }
CHROMA2_HD Medium medium_of(uint32_t material, bool in_mesh) { return {material | (in_mesh ? kInMesh : 0u)}; }
CHROMA2_HD Medium medium_of_shell(uint32_t instance) { return {kInShell | instance}; }

CHROMA2_HD bool is_known(Medium medium) { return medium.word != kNone; }
CHROMA2_HD bool is_beside_edge(Medium medium) {
  return is_known(medium) && !(medium.word & kInShell) && (medium.word & kBesideEdge) != 0;
}
CHROMA2_HD Medium beside_edge(Medium medium) {
  return {is_known(medium) && !(medium.word & kInShell) ? medium.word | kBesideEdge : medium.word};
}
// The shell; kNone: not known, or none.
CHROMA2_HD uint32_t shell_of(Medium medium) {
  return is_known(medium) && (medium.word & kInShell) ? medium.word & ~kInShell : kNone;
}
// kNone: not known.
CHROMA2_HD uint32_t material_of(const Scene& scene, Medium medium) {
  if (!is_known(medium)) return kNone;
  return medium.word & kInShell ? scene.shells[medium.word & ~kInShell].material
                                : medium.word & ~(kInMesh | kBesideEdge);
}
// Whether it is within a closed mesh, so that there is something ahead in every direction.
CHROMA2_HD bool is_enclosed(Medium medium) { return is_known(medium) && (medium.word & (kInShell | kInMesh)) != 0; }

CHROMA2_END
