#include "tests/venues/binance/scripted_venue.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_reader.hpp"
#include "venues/recorded_frame.hpp"

namespace basis::test {
namespace {

ScriptedVenue::Fields fields_of(std::string_view query) {
  ScriptedVenue::Fields fields;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos)
      fields[std::string(part.substr(0, equals))] = percent_decoded(part.substr(equals + 1));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
  }
  return fields;
}

std::string error(std::int64_t code, std::string_view message) {
  return fmt::format(R"({{"code":{},"msg":"{}"}})", code, message);
}

std::string of(const ScriptedVenue::Fields& fields, const std::string& key) {
  const auto found = fields.find(key);
  return found == fields.end() ? std::string{} : found->second;
}

std::string joined_rows(const std::vector<std::string>& rows) { return fmt::format("[{}]", fmt::join(rows, ",")); }

}  // namespace

struct ScriptedVenue::Handler final : net::ServerSocketHandler {
  Handler(ScriptedVenue& of, std::list<Connection>::iterator at) : venue(of), place(at) {}
  void on_text(std::string_view text) override { venue.on_frame(*place, text); }
  void on_closed() override { venue.connections.erase(place); }
  ScriptedVenue& venue;
  std::list<Connection>::iterator place;
};

void ScriptedVenue::advance(UtcTime now) {
  now_ = now;
  if (now < next_ping_) return;
  next_ping_ = now + kSecond * 20;
  for (const Connection& each : connections) each.socket->ping();
}

void ScriptedVenue::on_request(const net::HttpRequest& request, net::Respond respond) {
  const std::size_t mark = request.target.find('?');
  const std::string path = request.target.substr(0, mark);
  log.push_back(request.method + " " + path);
  targets.push_back(request.target);
  if (intercept) {
    if (auto answer = intercept(request)) return respond(std::move(*answer));
  }
  Fields fields = fields_of(mark == std::string::npos ? "" : std::string_view(request.target).substr(mark + 1));
  fields.merge(fields_of(request.body));
  unsigned status = 200;
  std::string body = rest(request.method, path, fields, status);
  respond(net::HttpResponse{status, {}, std::move(body)});
}

std::unique_ptr<net::ServerSocketHandler> ScriptedVenue::on_upgrade(const net::HttpRequest& request,
                                                                    net::ServerSocket& socket) {
  log.push_back("UPGRADE " + request.target);
  connections.push_back({request.target, &socket, {}, request.target.starts_with("/private/")});
  return std::make_unique<Handler>(*this, std::prev(connections.end()));
}

std::string ScriptedVenue::info() const {
  if (!instruments.empty()) return instruments;
  std::vector<std::string> rows;
  for (const Market* market : markets)
    rows.push_back(
        fmt::format(R"({{"symbol":"{}","status":"TRADING","filters":[{{"filterType":"PRICE_FILTER","tickSize":"{}"}},)"
                    R"({{"filterType":"LOT_SIZE","stepSize":"{}","minQty":"{}"}},{{"filterType":"{}","{}":"{}"}}]}})",
                    market->native, market->tick.to_string(), market->step.to_string(),
                    market->minimum_size.to_string(), product == Product::spot ? "NOTIONAL" : "MIN_NOTIONAL",
                    product == Product::spot ? "minNotional" : "notional", market->minimum_notional.to_string()));
  return fmt::format(R"({{"rateLimits":[],"symbols":{}}})", joined_rows(rows));
}

std::string ScriptedVenue::rest(const std::string& method, const std::string& path, const Fields& query,
                                unsigned& status) {
  const auto ends = [&](std::string_view what) { return path.ends_with(what); };
  if (ends("/time")) return fmt::format(R"({{"serverTime":{}}})", millis());
  if (ends("/exchangeInfo")) return info();
  if (ends("/depth")) return R"({"lastUpdateId":1,"bids":[],"asks":[]})";
  if (ends("/listenKey")) return fmt::format(R"({{"listenKey":"{}"}})", listen_key);
  if (ends("/positionSide/dual")) return fmt::format(R"({{"dualSidePosition":{}}})", hedge);
  if (ends("/multiAssetsMargin")) return fmt::format(R"({{"multiAssetsMargin":{}}})", several_assets);
  if (ends("/leverage")) return R"({"leverage":1})";
  if (ends("/marginType")) {
    status = 400;
    return error(-4046, "No need to change margin type.");
  }
  if (ends("/countdownCancelAll")) return "{}";
  if (ends("/forceOrders")) return "[]";
  std::vector<std::string> rows;
  if (ends("/account")) {
    for (const auto& [asset, total] : balances)
      rows.push_back(fmt::format(R"({{"asset":"{}","free":"{}","locked":"0"}})", asset, total.to_string()));
    return fmt::format(R"({{"canTrade":{},"accountType":"SPOT","balances":{}}})", can_trade, joined_rows(rows));
  }
  if (ends("/balance")) {
    for (const auto& [asset, total] : balances)
      rows.push_back(fmt::format(R"({{"asset":"{}","balance":"{}","availableBalance":"{}","maxWithdrawAmount":"{}"}})",
                                 asset, total.to_string(), total.to_string(), total.to_string()));
    return joined_rows(rows);
  }
  if (ends("/positionRisk")) {
    for (const auto& [symbol, size] : positions)
      rows.push_back(fmt::format(R"({{"symbol":"{}","positionSide":"BOTH","positionAmt":"{}","entryPrice":"60000"}})",
                                 symbol, size));
    return joined_rows(rows);
  }
  if (ends("/income")) {
    for (const Payment& paid : payments)
      rows.push_back(fmt::format(
          R"({{"symbol":"{}","incomeType":"FUNDING_FEE","income":"{}","asset":"USDT","time":{},"tranId":{}}})",
          paid.symbol, paid.amount, paid.time, paid.id));
    return joined_rows(rows);
  }
  if (ends("penOrders")) {
    for (const Order& each : orders)
      if ((each.status == "NEW" || each.status == "PARTIALLY_FILLED") &&
          (of(query, "symbol").empty() || each.symbol == of(query, "symbol"))) {
        if (method == "DELETE") continue;
        rows.push_back(order_json(each));
      }
    if (method == "DELETE")
      for (Order& each : orders)
        if (each.status == "NEW" || each.status == "PARTIALLY_FILLED") end(each.client, "CANCELED");
    return joined_rows(rows);
  }
  if (ends("/myTrades") || ends("/userTrades")) return trades_json(query);
  if (ends("/asset/transfer")) {
    if (method == "POST") {
      transfers.push_back(fmt::format(R"({{"tranId":{},"asset":"{}","amount":"{}","status":"PENDING","timestamp":{}}})",
                                      77 + transfers.size(), of(query, "asset"), of(query, "amount"), millis()));
      return fmt::format(R"({{"tranId":{}}})", 76 + transfers.size());
    }
    return fmt::format(R"({{"total":{},"rows":{}}})", transfers.size(), joined_rows(transfers));
  }
  if (ends("/withdraw/apply")) return R"({"id":"w1"})";
  if (ends("/withdraw/history")) return joined_rows(withdrawals);
  if (ends("/order")) {
    if (method == "POST") return place(query, status);
    if (method == "DELETE") return cancel(query, status);
    for (const Order& each : orders)
      if (each.client == of(query, "origClientOrderId") || std::to_string(each.id) == of(query, "orderId"))
        return order_json(each);
    status = 400;
    return error(-2013, "Order does not exist.");
  }
  status = 404;
  return error(-1, "no such path");
}

std::string ScriptedVenue::order_json(const Order& order) const {
  return fmt::format(
      R"({{"symbol":"{}","orderId":{},"clientOrderId":"{}","price":"{}","origQty":"{}","executedQty":"{}","status":"{}",)"
      R"("timeInForce":"{}","type":"{}","side":"{}","reduceOnly":{},"time":{},"updateTime":{}}})",
      order.symbol, order.id, order.client, order.price.to_string(), order.size.to_string(), order.filled.to_string(),
      order.status, order.tif, order.type, order.side, order.reduce, order.time, millis());
}

std::string ScriptedVenue::trades_json(const Fields& query) const {
  std::vector<std::string> rows;
  const auto number = [&](const char* key, std::int64_t absent) {
    const std::string text = of(query, key);
    return text.empty() ? absent : std::stoll(text);
  };
  const std::int64_t begin = number("startTime", 0);
  const std::int64_t finish = number("endTime", INT64_MAX);
  const std::int64_t from = number("fromId", 0);
  const auto limit = static_cast<std::size_t>(number("limit", 500));
  for (const Trade& trade : trades) {
    const bool wanted = trade.symbol == of(query, "symbol") && trade.time >= begin && trade.time <= finish &&
                        trade.id >= from && rows.size() < limit;
    if (!wanted) continue;
    rows.push_back(fmt::format(
        R"({{"symbol":"{}","id":{},"orderId":{},"price":"{}","qty":"{}","commission":"{}","commissionAsset":"USDT",)"
        R"("time":{},"{}":{},"{}":{}}})",
        trade.symbol, trade.id, trade.order, trade.price.to_string(), trade.size.to_string(), trade.fee.to_string(),
        trade.time, product == Product::spot ? "isBuyer" : "buyer", trade.buy,
        product == Product::spot ? "isMaker" : "maker", trade.maker));
  }
  return joined_rows(rows);
}

std::string ScriptedVenue::place(const Fields& parameters, unsigned& status) {
  for (const Order& each : orders)
    if (each.client == of(parameters, "newClientOrderId") && each.status == "NEW") {
      status = 400;
      return product == Product::spot ? error(-2010, "Duplicate order sent.")
                                      : error(-4116, "ClientOrderId is duplicated.");
    }
  Order made;
  made.symbol = of(parameters, "symbol");
  made.client = of(parameters, "newClientOrderId");
  made.side = of(parameters, "side");
  made.type = of(parameters, "type");
  made.tif = of(parameters, "timeInForce");
  if (!of(parameters, "price").empty()) made.price = from_text<Price>(of(parameters, "price"));
  made.size = from_text<Quantity>(of(parameters, "quantity"));
  made.reduce = of(parameters, "reduceOnly") == "true";
  made.id = ++last_order_;
  made.time = millis();
  orders.push_back(made);
  if (tell_orders) tell(report_of(made, "NEW", nullptr));
  return order_json(made);
}

std::string ScriptedVenue::cancel(const Fields& parameters, unsigned& status) {
  for (Order& each : orders) {
    if (each.client != of(parameters, "origClientOrderId")) continue;
    if (each.status != "NEW" && each.status != "PARTIALLY_FILLED") break;
    each.status = "CANCELED";
    if (tell_orders) tell(report_of(each, "CANCELED", nullptr, "cancel" + std::to_string(each.id)));
    return order_json(each);
  }
  status = 400;
  return error(-2011, "Unknown order sent.");
}

ScriptedVenue::Order& ScriptedVenue::order(const std::string& client) {
  for (Order& each : orders)
    if (each.client == client) return each;
  throw std::runtime_error("no order " + client);
}

void ScriptedVenue::fill(const std::string& client, const char* size, const char* price, bool tell_it) {
  Order& filled = order(client);
  Trade trade;
  trade.id = ++last_trade_;
  trade.order = filled.id;
  trade.symbol = filled.symbol;
  trade.price = from_text<Price>(price);
  trade.size = from_text<Quantity>(size);
  trade.fee = from_text<Amount>("0.5");
  trade.buy = filled.side == "BUY";
  trade.maker = true;
  trade.time = millis();
  filled.filled += trade.size;
  filled.status = filled.filled == filled.size ? "FILLED" : "PARTIALLY_FILLED";
  trades.push_back(trade);
  if (tell_it) tell(report_of(filled, "TRADE", &trade));
}

void ScriptedVenue::end(const std::string& client, const std::string& status, bool tell_it) {
  Order& ended = order(client);
  ended.status = status;
  if (!tell_it) return;
  const bool cancelled = status == "CANCELED";
  tell(report_of(ended, cancelled ? "CANCELED" : "EXPIRED", nullptr, cancelled ? "byhand" : ""));
}

std::string ScriptedVenue::report_of(const Order& order, const char* execution, const Trade* trade,
                                     const std::string& cancel_id) const {
  const std::string last = trade != nullptr ? trade->size.to_string() : "0";
  const std::string at = trade != nullptr ? trade->price.to_string() : "0";
  const std::string fee = trade != nullptr ? trade->fee.to_string() : "0";
  if (product == Product::spot)
    return fmt::format(
        R"({{"e":"executionReport","E":{},"s":"{}","c":"{}","S":"{}","o":"{}","f":"{}","q":"{}","p":"{}","C":"{}",)"
        R"("x":"{}","X":"{}","r":"NONE","i":{},"l":"{}","z":"{}","L":"{}","n":"{}","N":{},"T":{},"t":{},"m":{}}})",
        millis(), order.symbol, cancel_id.empty() ? order.client : cancel_id, order.side, order.type, order.tif,
        order.size.to_string(), order.price.to_string(), cancel_id.empty() ? "" : order.client, execution, order.status,
        order.id, last, order.filled.to_string(), at, fee, trade != nullptr ? "\"USDT\"" : "null", millis(),
        trade != nullptr ? trade->id : -1, trade != nullptr && trade->maker);
  return fmt::format(
      R"({{"e":"ORDER_TRADE_UPDATE","E":{},"T":{},"o":{{"s":"{}","c":"{}","S":"{}","o":"{}","f":"{}","q":"{}",)"
      R"("p":"{}","x":"{}","X":"{}","i":{},"l":"{}","z":"{}","L":"{}","n":"{}","N":"USDT","T":{},"t":{},"m":{}}}}})",
      millis(), millis(), order.symbol, order.client, order.side, order.type, order.tif, order.size.to_string(),
      order.price.to_string(), execution, order.status, order.id, last, order.filled.to_string(), at, fee, millis(),
      trade != nullptr ? trade->id : 0, trade != nullptr && trade->maker);
}

void ScriptedVenue::tell(const std::string& event) {
  for (const Connection& each : connections)
    if (each.user)
      each.socket->send(product == Product::spot ? fmt::format(R"({{"subscriptionId":0,"event":{}}})", event) : event);
}

void ScriptedVenue::publish(const std::string& stream, const std::string& data) {
  for (const Connection& each : connections)
    if (std::find(each.streams.begin(), each.streams.end(), stream) != each.streams.end())
      each.socket->send(fmt::format(R"({{"stream":"{}","data":{}}})", stream, data));
}

int ScriptedVenue::asked(const std::string& what) const {
  return static_cast<int>(std::count(log.begin(), log.end(), what));
}

std::size_t ScriptedVenue::user_connections() const {
  return static_cast<std::size_t>(
      std::count_if(connections.begin(), connections.end(), [](const Connection& each) { return each.user; }));
}

void ScriptedVenue::drop_users() {
  std::vector<net::ServerSocket*> sockets;
  for (const Connection& each : connections)
    if (each.user) sockets.push_back(each.socket);
  for (net::ServerSocket* socket : sockets) socket->drop();
}

void ScriptedVenue::drop_orders() {
  std::vector<net::ServerSocket*> sockets;
  for (const Connection& each : connections)
    if (each.path.find("/ws-") != std::string::npos && !each.user) sockets.push_back(each.socket);
  for (net::ServerSocket* socket : sockets) socket->drop();
}

void ScriptedVenue::on_frame(Connection& connection, std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) throw std::runtime_error("a frame that is no JSON");
  const auto& root = parsed.value().as_object();
  const std::string method(root.at("method").as_string().c_str());
  log.push_back(method);
  if (method == "SUBSCRIBE" || method == "UNSUBSCRIBE") {
    std::string refused;
    for (const auto& stream : root.at("params").as_array())
      if (bad_streams.contains(stream.as_string().c_str())) refused = stream.as_string().c_str();
    for (const auto& stream : root.at("params").as_array()) {
      const std::string name(stream.as_string().c_str());
      if (method == "SUBSCRIBE" && refused.empty()) connection.streams.push_back(name);
      if (method == "UNSUBSCRIBE") std::erase(connection.streams, name);
    }
    const auto id = root.at("id").as_int64();
    return connection.socket->send(
        refused.empty() ? fmt::format(R"({{"result":null,"id":{}}})", id)
                        : fmt::format(R"({{"error":{{"code":2,"msg":"Invalid request: {}"}},"id":{}}})", refused, id));
  }
  const std::string id(root.at("id").as_string().c_str());
  Fields fields;
  if (root.contains("params"))
    for (const auto& [key, value] : root.at("params").as_object())
      fields[std::string(key)] =
          value.is_string() ? std::string(value.as_string().c_str()) : std::to_string(value.as_int64());
  if (method == "userDataStream.subscribe.signature") {
    connection.user = true;
    return connection.socket->send(fmt::format(R"({{"id":"{}","status":200,"result":{{"subscriptionId":0}}}})", id));
  }
  if (method == "session.logon")
    return connection.socket->send(fmt::format(R"({{"id":"{}","status":200,"result":{{}}}})", id));
  if (refuse_frame) {
    const std::string refusal = refuse_frame(method, fields);
    if (!refusal.empty())
      return connection.socket->send(fmt::format(R"({{"id":"{}","status":400,"error":{}}})", id, refusal));
  }
  unsigned status = 200;
  const std::string result = method == "order.place" ? place(fields, status) : cancel(fields, status);
  if (!ack_orders) return;
  connection.socket->send(
      fmt::format(R"({{"id":"{}","status":{},"{}":{}}})", id, status, status == 200 ? "result" : "error", result));
}

}  // namespace basis::test
