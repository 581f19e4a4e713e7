// Plain structs shared by the kernels and the Rust side (src/runtime/layout.rs mirrors them;
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

struct Mesh {
  uint32_t root;              // node of its BLAS; kNone: no triangle
  uint32_t attribute;         // uniform: index in attributes[]; else first entry in attribute_index[]
  uint32_t uniform;           // 1: one attribute for all triangles
  float extent;               // largest absolute coordinate
};
// point_world = rotation * point_mesh + translation
struct Instance {
  float rotation[9];  // row-major
  float translation[3];
  uint32_t mesh;
  int32_t channel;  // -1: none
};

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

struct Scene {
  const Node8* nodes;
  const Block8* blocks;
  const Mesh* meshes;
  const Instance* instances;
  const Attribute* attributes;
  const uint32_t* attribute_index;
  const WirePlane* wire_planes;
  const Material* materials;
  const Component* components;
  const Surface* surfaces;
  const Dichroic* dichroic;
  const Table* tables;
  const Segment* segments;
  const uint32_t* buckets;
  uint32_t tlas_root;  // kNone: no instance
  uint32_t wire_plane_count;
  float extent;  // largest absolute world coordinate of any instance
  uint32_t reserved;
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
  uint64_t seed;
  uint64_t event;
  uint64_t first_index;  // index in the event of the first photon of the array
  uint32_t max_steps;
  float max_time;  // ns
  uint32_t use_weights;  // WeightMode
  int32_t scatter_first;  // +1 force, -1 forbid a scatter on the first step, 0 neither
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

}  // namespace chroma2
