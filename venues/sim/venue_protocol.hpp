#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "venues/net/service.hpp"
#include "venues/sim/client_account.hpp"
#include "venues/sim/exchange_faults.hpp"

namespace basis::sim {

/// What a venue's protocol has from the service that it is part of.
class VenueHost {
 public:
  virtual ~VenueHost() = default;
  [[nodiscard]] virtual UtcTime now() const = 0;
  /// Calls `done` at `at`, which may be past: then at the next step. Of equal times in the order of the calls.
  virtual void at(UtcTime at, std::function<void()> done) = 0;
  [[nodiscard]] virtual FaultDesk& faults() = 0;
  /// How long a message from here is on its way; drawn for each.
  [[nodiscard]] virtual Nanos way_out() = 0;

 protected:
  VenueHost() = default;
  VenueHost(const VenueHost&) = default;
  VenueHost& operator=(const VenueHost&) = default;
};

/// One venue's own REST and WebSocket protocol.
class VenueProtocol {
 public:
  virtual ~VenueProtocol() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// How many characters of `path` are this venue's; the longest wins, zero is none.
  [[nodiscard]] virtual std::size_t claims(std::string_view path) const = 0;
  /// A request that has arrived; faults are this protocol's to look for.
  virtual void on_request(const net::HttpRequest& request, net::Respond respond) = 0;
  virtual std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                               net::ServerSocket& socket) = 0;
  /// Does what is due by the host's time.
  virtual void advance(UtcTime now) = 0;
  [[nodiscard]] virtual std::optional<UtcTime> next_due() const = 0;
  /// A fault of the kind `instant`.
  virtual void happen(const ExchangeFault& fault, UtcTime now) = 0;
  [[nodiscard]] virtual std::vector<ClientAccount*> clients() = 0;

 protected:
  VenueProtocol() = default;
  VenueProtocol(const VenueProtocol&) = default;
  VenueProtocol& operator=(const VenueProtocol&) = default;
};

}  // namespace basis::sim
