// Detectors from GDML files: how they are read, and what geometries know of their placements.
#ifndef CHROMA2_CPP_GDML_HPP
#define CHROMA2_CPP_GDML_HPP

#include "chroma2/cpp/core.hpp"

namespace chroma2 {

/// How a GDML file is read; see chroma2_gdml_config.
struct gdml_options {
  double chord = 0;                                       // mm, 0: 0.05
  std::uint32_t detection = CHROMA2_GDML_DETECTION_FILE;  // a chroma2_gdml_detection
  std::vector<std::string> ignore;                        // PROPERTY, OBJECT.PROPERTY or an optical surface
  std::vector<std::string> channels;                      // rules; none: all that detect have one
  bool keep_volume = false, outside_files = false, exponential_shifters = false;
};

namespace detail {

inline chroma2_geometry* load_gdml(const chroma2_context* context, const std::string& path,
                                   const gdml_options& options) {
  const auto texts = [](const std::vector<std::string>& of) {
    std::vector<const char*> all;
    for (const std::string& text : of) all.push_back(text.c_str());
    return all;
  };
  const std::vector<const char*> ignore = texts(options.ignore), channels = texts(options.channels);
  auto config = make<chroma2_gdml_config>();
  config.chord = options.chord;
  config.ignore = ignore.data();
  config.ignore_count = ignore.size();
  config.channels = channels.data();
  config.channel_count = channels.size();
  config.detection = options.detection;
  config.keep_volume = options.keep_volume;
  config.outside_files = options.outside_files;
  config.exponential_shifters = options.exponential_shifters;
  chroma2_geometry* raw = nullptr;
  check(chroma2_geometry_load_gdml(context, path.c_str(), &config, &raw));
  return raw;
}

/// A text that a function writes as write(buffer, size, needed).
template <class Write>
std::string text_of(Write write) {
  std::uint64_t needed = 0;
  check(write(nullptr, std::uint64_t{0}, &needed));
  std::string text(static_cast<std::size_t>(needed), '\0');
  check(write(text.data(), needed, &needed));
  text.resize(text.size() - 1);  // without the NUL
  return text;
}

}  // namespace detail

}  // namespace chroma2

#endif  // CHROMA2_CPP_GDML_HPP
