// Data acquisition: hits to what channels saw.
#ifndef CHROMA2_CPP_DAQ_HPP
#define CHROMA2_CPP_DAQ_HPP

#include "chroma2/cpp/event.hpp"

namespace chroma2 {

/// What channels saw, by channel. The columns belong to the readout and live as long as it does.
struct channel_hits {
  span<double> time;          // of the earliest hit, ns, its event's time_offset included; infinite: none
  span<double> charge;        // photoelectrons
  span<std::uint32_t> flags;  // union of the hits' bits of chroma2_flag
  span<std::uint32_t> hits;   // number of hits that count
  span<std::uint8_t> fired;   // 1: charge at threshold or above
  span<std::int32_t> fired_channels;
};

/// One readout of all channels.
class readout : public handle<chroma2_readout, destroy_with<chroma2_readout, chroma2_readout_destroy>> {
 public:
  readout() noexcept = default;
  explicit readout(no_handle_t) noexcept {}
  explicit readout(chroma2_readout* raw) noexcept { reset(raw); }
  /// What the channels saw; not of a readout that is gone with the expression.
  channel_hits channels() const&& = delete;
  channel_hits channels() const& {
    auto raw = make<chroma2_channel_hits>();
    check(chroma2_readout_get_channels(get(), &raw));
    const auto n = static_cast<std::size_t>(raw.channel_count);
    return {{raw.time, n}, {raw.charge, n}, {raw.flags, n},
            {raw.hits, n}, {raw.fired, n},  {raw.fired_channels, static_cast<std::size_t>(raw.fired_count)}};
  }
};

/// Types of channels, and which channel is of which. Functions that change it are for one thread at
/// a time, run() is for any.
class daq : public handle<chroma2_daq, destroy_with<chroma2_daq, chroma2_daq_destroy>> {
 public:
  /// Hits at all times count.
  daq() : daq(make<chroma2_daq_config>()) {}
  explicit daq(no_handle_t) noexcept {}
  explicit daq(const chroma2_daq_config& config) {
    chroma2_daq* raw = nullptr;
    check(chroma2_daq_create(&config, &raw));
    reset(raw);
  }
  /// Adds a type of channels; gives its index.
  std::uint32_t add_channel_type(const chroma2_channel_type& type) {
    std::uint32_t index = 0;
    check(chroma2_daq_add_channel_type(get(), &type, &index));
    return index;
  }
  /// The type of each channel from 0 on; CHROMA2_NONE: not read out.
  void set_channels(span<std::uint32_t> types) { check(chroma2_daq_set_channels(get(), types.data(), types.size())); }
  /// Channels 0 to before `count` are of type 0.
  void set_channels(std::size_t count) { check(chroma2_daq_set_channels(get(), nullptr, count)); }

  /// Reads the channels out after a finished event; `trial` numbers independent readouts.
  readout run(const event& finished, std::uint32_t trial = 0) const {
    const chroma2_event* one = finished.get();
    return run(span<const chroma2_event*>(&one, 1), trial);
  }
  /// The same for the parts of an event, or several events at once.
  readout run(span<const chroma2_event*> finished, std::uint32_t trial = 0) const {
    chroma2_readout* raw = nullptr;
    check(chroma2_daq_run(get(), finished.data(), finished.size(), trial, &raw));
    return readout(raw);
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_DAQ_HPP
