#include "venues/sim/venue_room.hpp"

namespace basis::sim {

using Kind = ExchangeFaultKind;

bool happen_alike(const ExchangeFault& fault, std::string_view venue, Marketplace& markets,
                  const std::vector<ClientAccount*>& clients, VenueState& state, UtcTime now) {
  const auto for_clients = [&](const auto& action) {
    for (ClientAccount* client : clients)
      if (fault.account.empty() || client->spec().name == fault.account) action(*client);
    return true;
  };
  std::vector<const Market*> struck;
  for (const Market& market : markets.universe().markets())
    if (market.venue == venue && market.native == fault.symbol) struck.push_back(&market);
  const auto halt = [&](bool halted) {
    for (const Market* market : struck) {
      markets.board(market->id).set_halted(halted);
      for_clients([&](ClientAccount& client) { client.halt(market->id, halted); });
    }
    return true;
  };
  switch (fault.kind) {
    case Kind::clock_skew: state.clock_skew = fault.seconds; return true;
    case Kind::maintenance: state.maintained_until = now + fault.seconds; return true;
    case Kind::halt: return halt(true);
    case Kind::resume: return halt(false);
    case Kind::liquidation: return for_clients([&](ClientAccount& client) { client.liquidate(now); });
    case Kind::deleveraging:
      for (const Market* market : struck)
        if (!market->is_spot())
          for_clients([&](ClientAccount& client) {
            client.deleverage(market->id, fault.share.value_or(from_text<Ratio>("1")), now);
          });
      return true;
    case Kind::extra_fill:
      for (const Market* market : struck)
        for_clients([&](ClientAccount& client) { client.tell_extra_fill(market->id, now); });
      return true;
    case Kind::slow_money: state.transfer_time = fault.seconds; return true;
    case Kind::failed_money: return for_clients([&](ClientAccount& client) { client.fail_movements(); });
    case Kind::held_money:
      state.withdrawals_held_until = now + fault.seconds;
      return for_clients([&](ClientAccount& client) { client.hold_withdrawals(now + fault.seconds, now); });
    default: return false;
  }
}

void send_answer(VenueHost& host, const net::Respond& respond, net::HttpResponse response) {
  const Nanos way = host.way_out();
  if (way.count == 0) return respond(std::move(response));
  host.at(host.now() + way, [respond, response = std::move(response)] { respond(response); });
}

void receive_request(VenueHost& host, std::string_view venue, const std::string& action, net::Respond respond,
                     RequestWays ways) {
  const UtcTime now = host.now();
  const auto fault = host.faults().on_request(venue, action, now);
  const Nanos way = host.way_out();
  const auto arrive = [&](Nanos more) {
    const Nanos in = way + more;
    if (in.count == 0) return ways.handle(std::move(respond));
    host.at(now + in, [handle = std::move(ways.handle), respond = std::move(respond)] { handle(respond); });
  };
  if (!fault) return arrive({});
  switch (fault->kind) {
    case Kind::lose: return;
    case Kind::drop: return respond(std::nullopt);
    case Kind::refuse:
    case Kind::rate_limit:
    case Kind::ban:
    case Kind::unavailable: return send_answer(host, respond, ways.words(*fault));
    case Kind::delay: return arrive(fault->seconds);
    case Kind::no_answer: return ways.handle([](const auto&) {});
    case Kind::cut: return ways.handle([respond = std::move(respond)](const auto&) { respond(std::nullopt); });
    case Kind::unknown:
      return ways.handle([&host, respond = std::move(respond), words = std::move(ways.words),
                          fault = *fault](const auto&) { send_answer(host, respond, words(fault)); });
    case Kind::slow_answer:
      return ways.handle([&host, respond = std::move(respond), late = fault->seconds](const auto& response) {
        host.at(host.now() + late, [respond, response] { respond(response); });
      });
    default: return arrive({});
  }
}

void receive_message(VenueHost& host, std::string_view venue, std::string_view action, MessageWays ways) {
  const auto fault = host.faults().on_request(venue, action, host.now());
  Nanos way = host.way_out();
  if (fault) switch (fault->kind) {
      case Kind::lose: return;
      case Kind::drop: return ways.drop();
      case Kind::refuse:
      case Kind::rate_limit:
      case Kind::ban:
      case Kind::unavailable: return ways.words(*fault);
      case Kind::delay: way = way + fault->seconds; break;
      default: break;
    }
  const auto arrive = [ways = std::move(ways), fault] {
    const Kind after = fault ? fault->kind : Kind::delay;
    const bool answers = after != Kind::no_answer && after != Kind::cut && after != Kind::unknown;
    ways.work(answers, after == Kind::slow_answer ? fault->seconds : Nanos{});
    if (after == Kind::cut) ways.drop();
    if (after == Kind::unknown) ways.words(*fault);
  };
  way.count == 0 ? arrive() : host.at(host.now() + way, arrive);
}

void send_frame(VenueHost& host, std::string_view venue, std::string_view stream, const std::function<void()>& deliver,
                Nanos more) {
  const auto fault = host.faults().on_frame(venue, stream, host.now());
  Nanos way = host.way_out() + more;
  if (fault && (fault->kind == Kind::skip || fault->kind == Kind::silence)) return;
  if (fault && fault->kind == Kind::late) way = way + fault->seconds;
  const int copies = fault && fault->kind == Kind::repeat ? 2 : 1;
  for (int i = 0; i < copies; ++i) way.count == 0 ? deliver() : host.at(host.now() + way, deliver);
}

Target split_target(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == target.npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

}  // namespace basis::sim
