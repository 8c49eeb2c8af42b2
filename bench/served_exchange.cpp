#include "bench/served_exchange.hpp"

#include <stdlib.h>

#include <chrono>
#include <stdexcept>

#include "bench/pinning.hpp"
#include "bench/test_certificate.hpp"

namespace basis::bench {
namespace {

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

/// Takes the venue's limits out of the answer to `exchangeInfo`, but for one that nobody reaches.
void lift_limits(std::string& body) {
  constexpr std::string_view kLimits = "\"rateLimits\":[";
  const std::size_t at = body.find(kLimits);
  if (at == std::string::npos) return;
  const std::size_t end = body.find(']', at);
  body.replace(at + kLimits.size(), end - at - kLimits.size(),
               R"({"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":1000000000})");
}

}  // namespace

UtcTime wall_utc() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return UtcTime::from_nanos(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

CertificateFolder::CertificateFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "basis-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
  path = name;
  write_certificate(path);
}

CertificateFolder::~CertificateFolder() {
  std::error_code passed_over;
  std::filesystem::remove_all(path, passed_over);
}

/// Between the server and the exchange: passes on everything, tells the witness, and lifts limits.
class ServedExchange::Front final : public net::Service {
 public:
  Front(net::Service& behind, WireWitness& witness) : behind_(behind), witness_(witness) {}
  void advance(UtcTime now) override { behind_.advance(now); }
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return behind_.next_due(); }
  void on_request(const net::HttpRequest& request, net::Respond respond) override {
    if (request.target.find("/exchangeInfo") == std::string::npos)
      return behind_.on_request(request, std::move(respond));
    behind_.on_request(request, [respond = std::move(respond)](std::optional<net::HttpResponse> response) {
      if (response) lift_limits(response->body);
      respond(std::move(response));
    });
  }
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override {
    auto line = std::make_unique<Line>(witness_, socket);
    line->behind = behind_.on_upgrade(request, *line);
    if (line->behind == nullptr) return nullptr;
    return line;
  }

 private:
  struct Line final : net::ServerSocketHandler, net::ServerSocket {
    Line(WireWitness& of, net::ServerSocket& to) : witness(of), socket(to) {}
    void send(std::string_view text) override {
      witness.frame_leaves(text);
      socket.send(text);
    }
    void ping() override { socket.ping(); }
    void close(std::uint16_t code, std::string_view reason) override { socket.close(code, reason); }
    void drop() override { socket.drop(); }
    void on_text(std::string_view text) override {
      witness.message_arrived(text);
      behind->on_text(text);
    }
    void on_closed() override { behind->on_closed(); }
    WireWitness& witness;
    net::ServerSocket& socket;
    std::unique_ptr<net::ServerSocketHandler> behind;
  };
  net::Service& behind_;
  WireWitness& witness_;
};

ServedExchange::ServedExchange(const Settings& settings, const CertificateFolder& folder, const Options& options) {
  static WireWitness nobody;
  SimulatedExchangesSettings made;
  made.venues = {"binance"};
  made.clients = sim::demo_clients({"binance"});
  made.seed = options.seed;
  made.limits = false;
  made.synthetic = options.synthetic;
  made.start = wall_utc();
  exchanges_ = value_of(SimulatedExchanges::create(settings, std::move(made)));
  front_ = std::make_unique<Front>(exchanges_->service(), options.witness != nullptr ? *options.witness : nobody);
  server_ = value_of(net::BeastServer::open(
      {.listen = {{}, {.tls = true}}, .certificate = folder.certificate(), .key = folder.key(), .clock = wall_utc},
      *front_));
}

ServedExchange::~ServedExchange() { stop(); }

void ServedExchange::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void ServedExchange::serve_on(std::size_t core) {
  thread_ = std::jthread([this, core](const std::stop_token& stop) {
    pin_to(core);
    while (!stop.stop_requested()) {
      server_->run_for(Nanos{1'000'000});
      if (!drops_.exchange(false)) continue;
      sim::ExchangeFault fault;
      fault.kind = sim::ExchangeFaultKind::drop_sockets;
      fault.at = wall_utc() - exchanges_->service().start();
      exchanges_->service().faults().add(std::move(fault));
    }
  });
}

net::Endpoint ServedExchange::endpoint(bool tls) const {
  return {.tls = tls, .host = "localhost", .port = server_->ports()[tls ? 1 : 0]};
}

}  // namespace basis::bench
