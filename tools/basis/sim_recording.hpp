#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/drivers/replay_input.hpp"
#include "venues/market_frames.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::sim {

/// Markets that follow recordings: order books, trades, marks and funding as they were received, moved to the run's
/// time. Frames of markets that are not simulated are left out. At its end it stops, or begins anew.
class RecordedMarket final : public MarketSource {
 public:
  /// `exchanges` outlives it. Data error: nothing can be read, or nothing is about a simulated market.
  static Result<std::unique_ptr<RecordedMarket>> open(const std::vector<std::string>& files, bool loops,
                                                      SimulatedExchanges& exchanges, UtcTime start);

  [[nodiscard]] std::optional<UtcTime> next() const override { return next_; }
  void step(Marketplace& markets) override;

 private:
  RecordedMarket() = default;
  Result<void> begin(UtcTime start);
  void read_next();

  std::vector<std::filesystem::path> files_;
  bool loops_ = false;
  const Universe* universe_ = nullptr;
  std::unique_ptr<ReplayInput> input_;
  std::unique_ptr<MarketFrames> frames_;
  ReplayFrame frame_;
  Nanos shift_{};  ///< from the recording's time to ours
  UtcTime at_;
  std::optional<UtcTime> next_;
};

}  // namespace basis::sim
