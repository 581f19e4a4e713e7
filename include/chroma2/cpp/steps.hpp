// Charged steps as sources of light: lists of records, numbers of photons, steps of other programs.
#ifndef CHROMA2_CPP_STEPS_HPP
#define CHROMA2_CPP_STEPS_HPP

#include "chroma2/cpp/session.hpp"

namespace chroma2 {

/// A list of steps; the records must live as long as a call with it. Its other fields may be set.
inline chroma2_steps list_of(span<chroma2_step> records) {
  auto list = make<chroma2_steps>();
  list.records = records.data();
  list.count = records.size();
  list.record_size = sizeof(chroma2_step);
  list.spectrum_size = sizeof(chroma2_step_spectrum);
  return list;
}

/// Fills count, yield_start and yield_end of records (chroma2_session_count_steps); gives the mean numbers of
/// photons. `common`: a list whose spectra and wavelengths hold, its records do not.
inline std::vector<double> count_steps(const session& session, std::vector<chroma2_step>& records,
                                       const chroma2_step_count_config& config = make<chroma2_step_count_config>(),
                                       chroma2_steps common = make<chroma2_steps>()) {
  std::vector<double> means(records.size());
  common.records = records.data();
  common.count = records.size();
  common.record_size = sizeof(chroma2_step);
  check(chroma2_session_count_steps(session.get(), &common, &config, records.data(), means.data()));
  return means;
}

/// Records of Opticks' gensteps, 24 numbers each; materials[row] is the geometry's material for a row of
/// Opticks' boundary texture, or CHROMA2_NONE.
inline std::vector<chroma2_step> steps_from_opticks(span<float> gensteps, span<std::uint32_t> materials) {
  if (gensteps.size() % 24 != 0) throw std::invalid_argument("chroma2: gensteps: 24 numbers for each are needed");
  std::vector<chroma2_step> records(gensteps.size() / 24);
  check(chroma2_steps_from_opticks(gensteps.data(), records.size(), materials.data(), materials.size(), records.data(),
                                   sizeof(chroma2_step)));
  return records;
}

/// The same of a .npy file.
inline std::vector<chroma2_step> load_opticks_steps(const std::string& path, span<std::uint32_t> materials) {
  std::uint64_t count = 0;
  check(chroma2_steps_load_opticks(path.c_str(), materials.data(), materials.size(), nullptr, 0, 0, &count));
  std::vector<chroma2_step> records(static_cast<std::size_t>(count));
  check(chroma2_steps_load_opticks(path.c_str(), materials.data(), materials.size(), records.data(),
                                   sizeof(chroma2_step), records.size(), &count));
  return records;
}

/// Records of clsim's steps, 48 bytes each, in a material of the geometry.
inline std::vector<chroma2_step> steps_from_clsim(const void* steps, std::size_t count, std::uint32_t material) {
  std::vector<chroma2_step> records(count);
  check(chroma2_steps_from_clsim(steps, count, material, records.data(), sizeof(chroma2_step)));
  return records;
}

}  // namespace chroma2

#endif  // CHROMA2_CPP_STEPS_HPP
