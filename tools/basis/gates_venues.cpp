#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers) mkdtemp

#include <algorithm>
#include <array>
#include <cstring>

#include "tools/basis/commands.hpp"
#include "tools/basis/gates.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/wallet/local_wallet.hpp"
#include "venues/registry.hpp"

namespace basis {
namespace {

/// An answer of any kind comes within this time, or the line is not to be counted on.
constexpr Nanos kAnyAnswer = kSecond * 10;
/// Of our clock and a venue's: time stamps are corrected by it, and what is far off moves.
constexpr Nanos kToldOffset{500'000'000};
constexpr const char* kReachAdvice = "look at network, proxy (HTTPS_PROXY), firewall and the venue's status page";

std::int64_t millis(Nanos time) { return time.count / 1'000'000; }

/// What a gate of its own tells of, by words of a session that was refused.
struct Cause {
  std::string_view words;
  std::string_view gate;
};
constexpr std::array kCauses{Cause{"clock", "clock"}, Cause{"time stamp", "clock"}, Cause{" mode", "account mode"},
                             Cause{"orders of somebody else", "open orders"}};

/// The gate that tells of it; empty: that of the session itself.
std::string_view gate_of(std::string_view refused) {
  const auto* const found = std::ranges::find_if(
      kCauses, [refused](const Cause& cause) { return refused.find(cause.words) != refused.npos; });
  return found == kCauses.end() ? std::string_view() : found->gate;
}

/// The accounts of which `gate` has something to tell: `look` sees those that are ready.
template <class Look>
void for_each_session(CheckRun& run, GateRows& rows, std::string_view gate, std::string_view advice, Look&& look) {
  if (run.accounts.empty()) return rows.skip("accounts", "no session");
  for (auto& [name, checked] : run.accounts) {
    if (checked.refused.empty())
      look(name, checked);
    else if (gate_of(checked.refused) == gate)
      rows.fail(name, checked.refused, std::string(advice));
    else
      rows.skip(name, "no session");
  }
}

SessionSettings session_of(const CheckRun& run, const AccountAccess& access) {
  SessionSettings settings;
  settings.endpoints = access.endpoints;
  settings.credentials = {Secret(access.credentials.key.reveal()), Secret(access.credentials.secret.reveal()),
                          Secret(access.credentials.passphrase.reveal())};
  settings.transport = access.transport;
  settings.receive_window = run.config().node.receive_window;
  return settings;
}

/// A session that sets nothing, on the markets that the mode follows.
Result<void> open_session(CheckRun& run, CheckedAccount& checked) {
  const AccountAccess& access = run.live->access.at(checked.venue);
  TradeDesk::Parts parts;
  parts.account = &checked.account;
  parts.markets = checked.followed;
  parts.network = run.live->network;
  parts.run = [&network = *run.live->sockets](Nanos limit) { network.run_for(limit); };
  parts.session = [&run, &access] { return session_of(run, access); };
  parts.interrupted = [] { return interrupted(); };
  BASIS_TRY(checked.desk, TradeDesk::open(std::move(parts)));
  return checked.desk->connect(std::nullopt, run.wait);
}

/// Ids of the account's own universe.
std::vector<MarketId> followed_of(const CheckRun& run, const CheckedAccount& checked) {
  std::vector<MarketId> followed;
  for (const MarketId id : run.live->markets.followed)
    for (const MarketId own : checked.account.markets)
      if (checked.account.universe[own].key == run.live->markets.universe[id].key) followed.push_back(own);
  return followed;
}

std::string words_of(const net::HttpAnswer& answer) {
  const auto* const failure = std::get_if<net::HttpFailure>(&answer.result);
  return failure != nullptr ? failure->reason : std::string();
}

/// A peer that is asked for anything, and how long it took to answer.
struct Asked {
  std::string what;
  std::unique_ptr<net::HttpClient> client;
  MonoTime sent;
  std::optional<net::HttpAnswer> heard{};
  Nanos took{};
};

void tell_answer(const Asked& peer, CheckRun& run, GateRows& rows) {
  const auto* const response = peer.heard ? std::get_if<net::HttpResponse>(&peer.heard->result) : nullptr;
  if (response == nullptr) {
    run.unreachable.insert(peer.what);
    return rows.fail(peer.what, peer.heard ? words_of(*peer.heard) : std::string("no answer in time"), kReachAdvice);
  }
  if (response->status == 418 || response->status == 429 || response->status == 451)
    return rows.fail(peer.what, fmt::format("it takes no requests from here: HTTP {}", response->status),
                     response->status == 451 ? "the venue does not serve this place" : "wait until its ban is over");
  // A maintenance, or a gateway without what is behind it.
  if (response->status >= 500)
    return rows.warn(peer.what, fmt::format("it answers with HTTP {}", response->status), kReachAdvice);
  rows.pass(peer.what, fmt::format("answers after {} ms", millis(peer.took)));
}

}  // namespace

void look_at_services(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("simulator", "no configuration");
  if (run.simulator) return rows.pass("simulator", "a running one at " + run.simulator->authority());
  std::string folder = (std::filesystem::temp_directory_path() / "basis-check-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return rows.fail("simulator", std::strerror(errno), "look at TMPDIR");
  LiveRun& live = *run.live;
  run.own_folder = folder;
  live.config.folder = run.own_folder;
  if (run.config().chain == ChainPlace::local) {
    auto chain = open_local_chain(run.config(), *run.options, true);
    if (!chain) return rows.fail("local chain", chain.error().text(), "docs/chain.md");
    live.chain_process.emplace(std::move(chain).value());
    rows.pass("local chain", "one of the check's own at " + live.chain_process->endpoint().authority());
    auto wallet = read_local_wallet(run.settings(), local_contracts(run.config()), live.chain_process->endpoint());
    if (!wallet) return rows.fail("local chain", wallet.error().text(), "docs/chain.md");
    live.wallet_access = std::move(wallet).value();
  }
  std::set<std::string> venues;
  for (const MarketId market : live.markets.followed) venues.insert(live.markets.universe[market].venue);
  auto simulator =
      open_simulator(run.config(), *run.options, venues, live.chain_process ? &*live.chain_process : nullptr);
  if (!simulator) return rows.fail("simulator", simulator.error().text(), "docs/simulator.md");
  live.simulator.emplace(std::move(simulator).value());
  run.simulator = live.simulator->endpoint();
  rows.pass("simulator", "one of the check's own at " + run.simulator->authority());
}

void look_at_connectivity(CheckRun& run, GateRows& rows) {
  if (run.live->access.empty())
    return run.configured && run.venues().empty() ? rows.pass("venues", "the mode follows no exchange")
                                                  : rows.skip("venues", "no credentials or endpoints");
  std::map<std::string, net::Endpoint> peers;
  for (const auto& [venue, access] : run.live->access) {
    const SessionEndpoints& all = access.endpoints;
    for (const net::Endpoint* each : {&all.rest, &all.streams, &all.private_streams, &all.orders})
      peers.emplace(each->authority(), *each);
    if (all.money) peers.emplace(all.money->authority(), *all.money);
  }
  net::BeastNetwork& network = *run.live->sockets;
  std::vector<Asked> peers_asked;
  peers_asked.reserve(peers.size());
  for (const auto& [name, endpoint] : peers) {
    Asked& one = peers_asked.emplace_back(Asked{name, network.http(endpoint, 1), network.now_mono()});
    one.client->send({}, std::min(run.wait, kAnyAnswer), [&one, &network](const net::HttpAnswer& answer) {
      one.heard = answer;
      one.took = network.now_mono() - one.sent;
    });
  }
  run.wait_until(
      [&] { return std::ranges::all_of(peers_asked, [](const Asked& one) { return one.heard.has_value(); }); },
      kAnyAnswer + kSecond);
  for (const Asked& one : peers_asked) tell_answer(one, run, rows);
}

void look_at_sessions(CheckRun& run, GateRows& rows) {
  if (run.live->access.empty()) return rows.skip("accounts", "no connection is to be tried");
  for (const auto& [venue, account] : run.venues()) {
    const std::string& name = run.live->markets.universe.name(account);
    if (run.accounts.contains(name) || !run.live->access.contains(venue)) continue;
    if (const std::string host = run.live->access.at(venue).endpoints.rest.authority();
        run.unreachable.contains(host)) {
      rows.skip(name, fmt::format("no connection to {}", host));
      continue;
    }
    CheckedAccount& checked = run.accounts[name];
    checked.venue = venue;
    auto opened = open_trade_account(run.settings(), name);
    if (!opened) {
      checked.refused = opened.error().text();
    } else {
      checked.account = std::move(opened).value();
      checked.followed = followed_of(run, checked);
      const MonoTime began = run.live->sockets->now_mono();
      const auto connected = open_session(run, checked);
      if (connected) {
        rows.pass(name,
                  fmt::format("logged on and downloaded after {} ms", millis(run.live->sockets->now_mono() - began)));
        continue;
      }
      checked.refused = connected.error().text();
    }
    if (const std::string_view gate = gate_of(checked.refused); !gate.empty())
      rows.skip(name, fmt::format("it is not ready: see {}", gate));
    else
      rows.fail(name, checked.refused, "look at the key, its rights and its allowed addresses; docs/live.md");
  }
}

void look_at_modes(CheckRun& run, GateRows& rows) {
  for_each_session(run, rows, "account mode", "nothing of it is set by a run", [&](const std::string& name, auto&) {
    rows.pass(name, "positions one-way, margin as a session wants it");
  });
}

void look_at_clocks(CheckRun& run, GateRows& rows) {
  constexpr const char* kAdvice = "synchronise this machine's clock (chrony, systemd-timesyncd)";
  for_each_session(run, rows, "clock", kAdvice, [&](const std::string& name, const CheckedAccount& checked) {
    const Nanos offset = checked.desk->clock_offset();
    const Nanos size{offset.count < 0 ? -offset.count : offset.count};
    const std::string found = fmt::format("the venue's clock less ours: {} ms", millis(offset));
    if (size > run.config().node.receive_window)
      rows.fail(name, fmt::format("{}, over receive_window_milliseconds", found), kAdvice);
    else if (size > kToldOffset)
      rows.warn(name, found, kAdvice);
    else
      rows.pass(name, found);
  });
}

void look_at_feeds(CheckRun& run, GateRows& rows) {
  const Nanos limit = std::min(run.wait, run.config().node.max_age);
  for_each_session(run, rows, "feeds", "", [&](const std::string&, const CheckedAccount& checked) {
    for (const MarketId id : checked.followed) {
      const Market& market = checked.desk->market(id);
      const auto top = checked.desk->quote(id, limit);
      if (!top) {
        rows.fail(market.key, fmt::format("its order book was not whole within {} s", limit.count / kSecond.count),
                  "look at the venue's status page: the market may be halted");
        continue;
      }
      const Price mid = Price::from_raw((top->bid.price.raw() + top->ask.price.raw()) / 2);
      if (market.base) run.mids.emplace(checked.account.universe.name(*market.base), mid);
      rows.pass(market.key, fmt::format("{} / {}", top->bid.price.to_string(), top->ask.price.to_string()));
    }
  });
}

/// Orders of other hands keep a node from its start.
void look_at_orders(CheckRun& run, GateRows& rows) {
  constexpr const char* kAdvice = "cancel them (basis trade cancel-all), or give the node an account of its own";
  for_each_session(run, rows, "open orders", kAdvice, [&](const std::string& name, const CheckedAccount& checked) {
    std::vector<std::string> foreign;
    for (const ForeignOrder& order : checked.desk->open_orders())
      if (run.node_id.empty() || !order.client.starts_with(run.node_id))
        foreign.push_back(fmt::format("{} ({})", order.client, order.symbol));
    if (foreign.empty())
      rows.pass(name, "none of other hands");
    else
      rows.fail(name, fmt::format("{} of other hands: {}", foreign.size(), foreign.front()), kAdvice);
  });
}

}  // namespace basis
