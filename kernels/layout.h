// Plain structs shared by the kernels and the Rust side (src/layout mirrors them;
// tests/layout.rs compares sizes and offsets). Units: mm, ns, nm, radians.
#pragma once
#include <stdint.h>

namespace chroma2 {

constexpr uint32_t kNone = 0xffffffffu;     // "no such index"
constexpr uint32_t kWireBit = 0x80000000u;  // set in an instance id that names a wire plane

// History flags. Names and bits 0-11 are the field's (legacy Chroma); the rest are ours.
enum Flag : uint32_t {
  kNoHit = 1u << 0,
  kBulkAbsorb = 1u << 1,
  kSurfaceDetect = 1u << 2,
  kSurfaceAbsorb = 1u << 3,
  kRayleighScatter = 1u << 4,
  kReflectDiffuse = 1u << 5,
  kReflectSpecular = 1u << 6,
  kSurfaceReemit = 1u << 7,
  kSurfaceTransmit = 1u << 8,
  kBulkReemit = 1u << 9,
  kCherenkov = 1u << 10,
  kScintillation = 1u << 11,
  kStepLimit = 1u << 12,
  kTimeLimit = 1u << 13,
  kNanAbort = 1u << 31,
};
constexpr uint32_t kTerminal =
    kNoHit | kBulkAbsorb | kSurfaceDetect | kSurfaceAbsorb | kStepLimit | kTimeLimit | kNanAbort;

enum SurfaceModel : uint32_t { kDefault = 0, kComplex = 1, kWls = 2, kDichroic = 3, kAngular = 4 };

// Piecewise-linear function of one variable; it may jump between segments (inverse CDFs do).
// value(x) = segment.y + (x - segment.x) * segment.slope in the last segment with segment.x <= x,
// x clamped to [lo, hi]. buckets[] maps equal intervals of [lo, hi] to a segment at or before it.
struct Table {
  uint32_t segment_offset;
  uint32_t segment_count;  // 0: the constant `value`
  uint32_t bucket_offset;
  uint32_t bucket_count;
  float lo, hi;
  float bucket_scale;  // buckets per unit of x
  float value;
};
struct Segment {
  float x, y, slope;
};

// Indices of tables, all functions of the vacuum wavelength.
struct Material {
  uint32_t refractive_index;
  uint32_t absorption_length;
  uint32_t scattering_length;
  uint32_t component_offset;  // reemission components
  uint32_t component_count;
};
struct Component {
  uint32_t absorption_length;   // table of the wavelength
  uint32_t reemission_prob;     // table of the wavelength
  uint32_t inverse_wavelength;  // table of u in (0,1): inverse of the wavelength CDF
  uint32_t inverse_time;        // table of u: inverse of the time CDF
};
struct Surface {
  uint32_t model;  // SurfaceModel
  uint32_t detect, absorb, reemit, reflect_diffuse, reflect_specular;
  uint32_t eta, k;              // complex: film index eta + i k
  uint32_t inverse_wavelength;  // wls: inverse of the reemission CDF
  float thickness;              // complex: film thickness in nm
  uint32_t transmissive;        // complex: 0 or 1
  uint32_t angular_transmit, angular_specular, angular_diffuse;  // angular: tables of the angle
  uint32_t dichroic_offset, dichroic_count;                      // dichroic: range in dichroic[]
};
// Reflectance and transmittance at one angle of incidence, tables of the wavelength.
struct Dichroic {
  float angle;
  uint32_t reflect, transmit;
};

// What a triangle is made of. `inner` is the side that the counterclockwise normal points away from.
struct Attribute {
  uint32_t inner, outer;  // materials
  uint32_t surface;       // kNone: bare boundary
};

// Eight children; an empty one has lo = +inf and hi = -inf in every axis.
// child: bit 31 set: leaf (BLAS: a block; TLAS: an instance), else a node.
struct alignas(32) Node8 {
  float lo[3][8];
  float hi[3][8];
  uint32_t child[8];
};
constexpr uint32_t kLeafBit = 0x80000000u;
constexpr uint32_t kMaxDepth = 24;  // most nodes from a tree's root to any of its leaves

// Up to eight triangles; unused lanes repeat a used one.
struct alignas(32) Block8 {
  float v[3][3][8];  // [vertex][axis][lane]
  uint32_t triangle[8];
};

enum MeshFlag : uint32_t {
  kUniformMesh = 1,  // one attribute for all triangles
  kClosedMesh = 2,   // every edge has triangles on both sides, which run along it either way
};
struct Mesh {
  uint32_t root;              // node of its BLAS; kNone: no triangle
  uint32_t attribute;         // uniform: index in attributes[]; else first entry in attribute_index[]
  uint32_t flags;             // MeshFlag
  float extent;               // largest absolute coordinate
};
// 64 bytes. point_world = rotation * point_mesh + translation
struct alignas(16) Instance {
  float rotation[9];  // row-major
  float translation[3];
  uint32_t mesh;
  int32_t channel;  // -1: none
  uint32_t root;    // of its mesh
  float extent;     // of its mesh
};

// Device geometry: the same trees in less memory. Eight children in slots; slot s lies towards the
// corner of the node whose bits (x 1, y 2, z 4) are s, so that a ray's octant orders the visit.
// Boxes on a grid: origin + q * 2^(exponent - 127).
struct alignas(16) QuantizedNode {
  float origin[3];
  uint8_t exponent[3];
  uint8_t inner;        // bit s: slot s is a node
  uint32_t first_node;  // of its nodes, which lie one after another in the order of their slots
  uint32_t first_leaf;  // of its leaves' entries: Facet in a mesh's tree, Placement in the world's
  // Node: 0x20 | 24 + slot. Leaf: first entry | (1, 3 or 7 for 1, 2 or 3 entries) << 5. Empty: 0.
  uint8_t meta[8];
  uint8_t lo[3][8];
  uint8_t hi[3][8];
};
struct alignas(16) Facet {
  float v0[3];
  uint32_t triangle;
  float v1[3];
  uint32_t reserved1;
  float v2[3];
  uint32_t reserved2;
};
// What a ray needs of an instance, in the order of the world's leaves.
struct alignas(16) Placement {
  float rotation[9];
  float translation[3];
  uint32_t instance;
  uint32_t root;  // QuantizedNode of its mesh's tree
  float extent;
  uint32_t reserved;
};

// What an instance is to photons where instances touch or overlap. One for each instance.
struct Shell {
  uint32_t kind;      // ShellKind
  uint32_t rank;      // deeper: higher
  uint32_t material;  // inside, where kShell; of a sheet: where it is closed and inside out, else kNone
  float tolerance;    // how far its faces may lie from those of the smooth body, mm
};
// No other instance near; touches one, but is not closed or has no one inner material; touches one,
// closed with normals outward, of one inner material.
enum ShellKind : uint32_t { kApart = 0, kSheet = 1, kShell = 2 };

// Parallel cylinders along u at k * pitch + v0 along v, k_min <= k <= k_max.
struct WirePlane {
  double origin[3], u[3], v[3], w[3];  // orthonormal u, v, w = u x v
  double pitch, radius, u_min, u_max, v0;
  int32_t k_min, k_max;
  uint32_t attribute;
  int32_t first_channel;   // channel of wire k_min; -1: none
  int32_t channel_stride;  // added for every further wire
  uint32_t reserved;
};

// A box around wire planes: a node of their tree, in the order of a heap from 1 on.
struct WireNode {
  float lo[3];
  uint32_t axis_or_plane;  // along which its children are apart; of a leaf: the plane; kNone: nothing is in it
  float hi[3];
  uint32_t reserved;
};

struct Scene {
  const Node8* nodes;
  const Block8* blocks;
  const Mesh* meshes;
  const Instance* instances;
  const Attribute* attributes;
  const uint32_t* attribute_index;
  const WirePlane* wire_planes;
  const WireNode* wire_nodes;
  const Material* materials;
  const Component* components;
  const Surface* surfaces;
  const Dichroic* dichroic;
  const Table* tables;
  const Segment* segments;
  const uint32_t* buckets;
  const QuantizedNode* quantized;  // these three: on a device, in place of nodes and blocks
  const Facet* facets;
  const Placement* placements;
  const Shell* shells;  // one an instance; null: no two instances touch
  uint32_t tlas_root;  // kNone: no instance; on a device, with kLeafBit: the only placement
  uint32_t wire_plane_count;
  float extent;  // largest absolute world coordinate of any instance
  uint32_t wire_leaves;  // from this number on nodes of wire planes are leaves; 0: there are no nodes
};

// State of a photon between two steps: 64 bytes.
struct PhotonState {
  float position[3];
  float time;
  float direction[3];
  float wavelength;
  float polarization[3];
  float weight;
  uint32_t flags;
  uint32_t instance;  // of the last surface met; kWireBit | plane for a wire; kNone
  uint32_t triangle;  // triangle in the mesh, or wire number k - k_min
  uint32_t draw;      // random numbers used so far
};

struct PropagateParams {
  uint32_t stream[4];    // seed and event, enciphered: rng/random.h
  uint64_t first_index;  // index in the event of the first photon of the array
  uint32_t max_steps;
  float max_time;  // ns
  uint32_t use_weights;  // WeightMode
  int32_t scatter_first;  // +1 force, -1 forbid a scatter on the first step, 0 neither
};

// A leg that began in one material and ended in another: what lies between two surfaces is of one
// material, so volumes overlap there, a mesh is inside out, there is a gap, or a material is wrong.
struct MediumChange {
  unsigned long long key;    // hash of the four numbers below, never 0; 0: an unused entry
  unsigned long long count;  // of legs
  uint32_t material_begin, material_end;
  uint32_t instance_begin;  // kWireBit | plane for a wire; kNone: began within a material
  uint32_t instance_end;
};
constexpr uint32_t kMediumChanges = 1024;
// A hash table that any number of threads add to at once.
struct MediumChanges {
  unsigned long long total;     // of legs
  unsigned long long unlisted;  // of these, the ones for which there was no room below
  MediumChange entries[kMediumChanges];
};

// None; absorption lowers the weight and a surface that detects at all takes every photon, with that
// probability as a factor (legacy Chroma); absorption lowers the weight, all else is left to chance.
enum WeightMode : uint32_t { kNoWeights = 0, kDetecting = 1, kSurviving = 2 };

enum SourceType : uint32_t { kPoint = 0, kBeam = 1, kLine = 2 };
// Random; along `polarization` as far as the direction allows; in the plane of the direction and
// the source's axis (as Cherenkov light is).
enum PolarizationMode : uint32_t { kUnpolarized = 0, kGiven = 1, kRadial = 2 };

// Photons made on the fly.
struct Source {
  uint32_t type;           // SourceType
  uint32_t directed;       // 1: around `direction`, between the two cones; 0: isotropic
  float position[3];       // start of a line
  float end[3];            // line
  float direction[3];      // unit axis of the disk and of the cones
  float cone_outer;        // 1 - cosine of the outer half opening angle, 0 to 2; 0: parallel
  float cone_inner;        // of the inner one (0: a full cone; cone_outer: its mantle)
  float radius;            // beam: radius of its disk of origin, mm
  float time;              // ns
  float time_spread;       // standard deviation of a Gaussian, ns; 0: none
  float end_time;          // line: time at its end, ns
  uint32_t wavelength;     // table of u in (0,1)
  uint32_t polarized;      // PolarizationMode
  float polarization[3];
  float weight;
  uint32_t flags;          // initial history flags
};

// Sources in the order of their photons. A photon's position is its place among those of all.
struct SourceBatch {
  Source only;            // the only one
  const Source* sources;  // where there are several
  const uint64_t* ends;   // of these, the position after each one's last photon
  const Table* tables;   // their spectra
  const Segment* segments;
  const uint32_t* buckets;
  uint64_t first;  // position of the array's first photon
  uint32_t count;  // of sources
  uint32_t reserved;
};

// Rays in, closest hits out. Strides are in bytes. Null outputs are skipped.
struct RayBatch {
  const float* origin;
  const float* direction;
  const float* max_distance;  // null: unlimited
  uint64_t origin_stride, direction_stride, max_distance_stride;
  uint64_t count;
  float* distance;      // +inf: no hit
  uint32_t* instance;   // kNone: no hit
  uint32_t* triangle;   // kNone: no hit
  float* normal;        // 3 each, unit, the triangle's counterclockwise side, world frame
  float* barycentric;   // 2 each: weights of the triangle's second and third vertex
  uint8_t* hit;         // any-hit: 1 or 0
};

// A photon that a launch has left to another: its number in the job's array, how many steps it has made and
// in which medium its leg began.
struct AsidePhoton {
  uint32_t number, steps, medium;
};
constexpr uint32_t kMostAside = 1u << 13;

// Photons to propagate on a device; all pointers are to its memory.
struct PropagateJob {
  Scene scene;
  PropagateParams params;
  SourceBatch sources;
  PhotonState* photons;  // [count]: end states, and where they are not generated the photons
  uint64_t count;            // below 2^32
  unsigned long long* next;  // 0 before a launch
  MediumChanges* changes;    // added to
  AsidePhoton* aside;        // [kMostAside]
  unsigned long long* aside_count;  // of all that were put aside; added to
  uint32_t resumes;  // 1: the photons are the first `count` of `aside`; chroma2_propagate_all
  uint32_t generate; // 1: photons of `sources`
  uint32_t linger;   // a warp serves its idle lanes when at most so many have a ray on the way, 0 to 31
  uint32_t reserved;
};

// Ray queries on a device; all pointers are to its memory.
struct RayJob {
  Scene scene;
  RayBatch rays;
  unsigned long long* next;  // 0 before a launch
  uint32_t linger;           // as in PropagateJob
  uint32_t reserved;
};

// A program's photons on a device, to be made states. Strides are in bytes; all is aligned to 4.
struct GatherJob {
  const void* position[3];
  const void* direction[3];
  const void* polarization[3];  // null: 0
  const void* wavelength;
  const void* time;    // null: 0
  const void* weight;  // null: 1
  const void* flags;   // null: 0
  uint64_t position_stride, direction_stride, polarization_stride;
  uint64_t wavelength_stride, time_stride, weight_stride, flags_stride;
  uint64_t first;  // of the arrays' photons
  uint64_t count;
  PhotonState* photons;  // [count]
};

// Sums over photons: integers, so that their order does not matter.
struct Totals {
  // No hit, bulk absorbed, detected, surface absorbed, step limit, time limit, NaN, none of these:
  // by the lowest terminal flag.
  unsigned long long terminal[8];
  unsigned long long draws;
  unsigned long long found;
  // Weights of the detected and of the found, in units of 2^-48: limb[0] + limb[1] 2^32 + limb[2] 2^64,
  // each limb a signed sum.
  unsigned long long weight[2][3];
};

// End states to count and to pick from, in three kernels one after another.
struct CompactJob {
  Scene scene;
  const PhotonState* photons;  // [count]
  uint64_t count;
  uint64_t first_index;  // index in the event of the first one
  uint32_t mask;         // picked: any of these flags
  uint32_t need_channel; // 1: and on an instance or wire with a channel
  uint64_t capacity;     // of the outputs; what is beyond is left out
  uint64_t* offsets;     // [ceil(count / kCompactTile)]
  Totals* totals;        // 0 before the first kernel
  PhotonState* states;   // [capacity], in the order of the photons
  int32_t* channels;     // [capacity]
  uint64_t* indices;     // [capacity]
};
#ifndef CHROMA2_PROPAGATE_BLOCK
#define CHROMA2_PROPAGATE_BLOCK 256
#endif
constexpr uint32_t kPropagateBlock = CHROMA2_PROPAGATE_BLOCK;  // threads of a block
constexpr uint32_t kPoolSize = 1024;                           // photons under way in a block
constexpr uint64_t kHalted = 1ull << 62;  // photons taken, as another stream writes it, to end the propagation
constexpr uint32_t kRayBlock = 128;
constexpr uint32_t kGatherBlock = 256;
constexpr uint32_t kCompactBlock = 256;
constexpr uint32_t kCompactTile = 4096;    // photons of a block
constexpr uint32_t kScanBlock = 1024;

}  // namespace chroma2
