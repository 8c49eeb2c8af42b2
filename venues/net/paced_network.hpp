#pragma once

#include <memory>

#include "venues/net/network.hpp"

namespace basis::net {

/// Another network, whose time runs `times` as fast from `start` on: for peers that share such a clock. Time limits of
/// requests and connections stay those of the other network, because machines are not faster. It outlives what it
/// makes, and the other network outlives it.
class PacedNetwork final : public Network {
 public:
  PacedNetwork(Network& network, UtcTime start, std::int64_t times)
      : network_(network), start_(start), began_(network.now_mono()), times_(times) {}

  [[nodiscard]] UtcTime now_utc() const override { return start_ + passed(); }
  [[nodiscard]] MonoTime now_mono() const override { return MonoTime::from_nanos(began_.nanos() + passed().count); }
  [[nodiscard]] std::unique_ptr<HttpClient> http(const Endpoint& endpoint, std::size_t connections) override;
  [[nodiscard]] std::unique_ptr<Socket> connect(const SocketRequest& request, SocketListener& listener) override;
  [[nodiscard]] std::unique_ptr<Timer> after(Nanos delay, std::function<void()> fire) override {
    return network_.after(Nanos{delay.count / times_}, std::move(fire));
  }

 private:
  [[nodiscard]] Nanos passed() const { return (network_.now_mono() - began_) * times_; }

  Network& network_;
  UtcTime start_;
  MonoTime began_;
  std::int64_t times_;
};

}  // namespace basis::net
