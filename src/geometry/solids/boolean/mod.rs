//! Unions, subtractions and intersections of closed meshes.
//!
//! Which edge passes through which facet is decided by comparisons of coordinates alone, with ties broken as
//! if the first mesh were a little larger or smaller (J. Smith, "Towards topologically robust mesh Booleans",
//! 2009). So answers never contradict each other, whatever rounding does to positions, and the result is
//! closed by construction. Surfaces that lie on each other are no special case: the first mesh shrinks for
//! subtractions and intersections and grows for unions, which leaves no skins.

mod assemble;
mod boxes;
mod changes;
mod clean;
mod combine;
mod crossings;
mod faces;
mod flush;
mod holes;
mod kernels;
mod many;
mod necks;
mod repeated;
mod skins;
mod stars;
mod surface;
mod tree;
mod unfold;

pub(super) use tree::evaluate;
