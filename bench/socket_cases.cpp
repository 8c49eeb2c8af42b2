#include "bench/socket_cases.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <thread>

#include "bench/pinning.hpp"
#include "bench/test_certificate.hpp"

namespace basis::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Error = boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr Nanos kPatience = kSecond * 5;

/// The two kinds of a connection, made from a socket.
struct Plain {
  using Stream = tcp::socket;
  static Stream server(tcp::socket socket, TlsEnds&) { return socket; }
  static Stream client(tcp::socket socket, TlsEnds&) { return socket; }
};
struct Tls {
  using Stream = TlsStream;
  static Stream server(tcp::socket socket, TlsEnds& ends) {
    Stream stream(std::move(socket), ends.server);
    stream.handshake(asio::ssl::stream_base::server);
    return stream;
  }
  static Stream client(tcp::socket socket, TlsEnds& ends) {
    Stream stream(std::move(socket), ends.client);
    stream.handshake(asio::ssl::stream_base::client);
    return stream;
  }
};

tcp::socket& socket_of(tcp::socket& stream) { return stream; }
tcp::socket& socket_of(TlsStream& stream) { return stream.next_layer(); }

/// Ends of the orders in the stream of their bytes, for the reader.
struct OrderMarks {
  alignas(64) std::atomic<std::uint64_t> first_end{0};
  alignas(64) std::atomic<std::uint64_t> pair_end{0};
};

/// Writes orders to a connection, when one is set.
template <class Stream>
class SocketSink final : public TimedSink {
 public:
  explicit SocketSink(OrderMarks& marks) : marks_(marks) {}
  void write_to(Stream* stream) { stream_ = stream; }
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override {
    TimedSink::order_ready(order, venue, bytes, stamps);
    if (stream_ == nullptr) return;
    sent_ += bytes.size();
    // `orders()` includes this order, so it is odd after the first of a pair.
    (orders() % 2 == 1 ? marks_.first_end : marks_.pair_end).store(sent_, std::memory_order_release);
    asio::write(*stream_, asio::buffer(bytes));
  }

 private:
  OrderMarks& marks_;
  Stream* stream_ = nullptr;
  std::uint64_t sent_ = 0;
};

/// The venue's side: sends a frame and reads its orders.
template <class Kind>
class Sender {
 public:
  Sender(tcp::acceptor& acceptor, TlsEnds& ends, const OrderMarks& marks)
      : frames_(Kind::server(accept(acceptor), ends)), orders_(Kind::server(accept(acceptor), ends)), marks_(marks) {
    frames_.accept();
    frames_.text(true);
    socket_of(orders_).non_blocking(true);
  }

  /// Sends a frame. Returns the time from then until its first order was read.
  Nanos play(const std::string& frame) {
    const std::uint64_t before = read_;
    const MonoTime from = steady_now();
    frames_.write(asio::buffer(frame));
    std::optional<MonoTime> first;
    for (;;) {
      read_some(from);
      const std::uint64_t first_end = marks_.first_end.load(std::memory_order_acquire);
      if (!first && first_end > before && read_ >= first_end) first = steady_now();
      const std::uint64_t pair_end = marks_.pair_end.load(std::memory_order_acquire);
      if (first && pair_end > before && read_ >= pair_end) return *first - from;
    }
  }

 private:
  static tcp::socket accept(tcp::acceptor& acceptor) {
    tcp::socket socket = acceptor.accept();
    socket.set_option(tcp::no_delay(true));
    return socket;
  }
  void read_some(MonoTime from) {
    Error error;
    read_ += orders_.read_some(asio::buffer(bytes_), error);
    if (error && error != asio::error::would_block) throw boost::system::system_error(error);
    if (steady_now() - from > kPatience) throw std::runtime_error("a frame over sockets had no orders");
  }

  beast::websocket::stream<typename Kind::Stream> frames_;
  typename Kind::Stream orders_;
  const OrderMarks& marks_;
  std::uint64_t read_ = 0;
  std::array<char, 8'192> bytes_;
};

/// Our side: one thread that polls its socket and does all the work.
template <class Kind>
class Trader {
 public:
  using Stream = typename Kind::Stream;

  Trader(HotRig& rig, SocketSink<Stream>& sink, TlsEnds& ends, const tcp::endpoint& venue, SocketTimes& times)
      : rig_(rig),
        sink_(sink),
        times_(times),
        frames_(Kind::client(connect(venue), ends)),
        orders_(Kind::client(connect(venue), ends)) {
    frames_.handshake("localhost", "/");
    sink_.write_to(&orders_);
  }

  /// Runs until the sender has closed the connection or `stop` is requested.
  void run(std::size_t warm_up, const std::stop_token& stop) {
    read();
    while (!stop.stop_requested() && !closed_) {
      io_.poll();
      if (!arrived_) continue;
      arrived_ = false;
      take(warm_up);
      read();
    }
    sink_.write_to(nullptr);
  }

 private:
  tcp::socket connect(const tcp::endpoint& venue) {
    tcp::socket socket(io_);
    socket.connect(venue);
    socket.set_option(tcp::no_delay(true));
    return socket;
  }
  void read() {
    frames_.async_read(buffer_, [this](Error error, std::size_t) {
      closed_ = bool(error);
      arrived_ = !error;
    });
  }
  void take(std::size_t warm_up) {
    const MonoTime at = steady_now();
    const auto bytes = buffer_.data();
    rig_.take({static_cast<const char*>(bytes.data()), bytes.size()}, at);
    rig_.drain();
    buffer_.consume(buffer_.size());
    if (++taken_ > warm_up) times_.path.record((sink_.ready() - at).count);
  }

  HotRig& rig_;
  SocketSink<Stream>& sink_;
  SocketTimes& times_;
  asio::io_context io_{1};
  /// Without this guard the context would stop when a frame was taken and no read is pending.
  asio::executor_work_guard<asio::io_context::executor_type> going_on_{io_.get_executor()};
  beast::websocket::stream<Stream> frames_;
  Stream orders_;
  beast::flat_static_buffer<16'384> buffer_;  // much larger than the longest frame, so there is slack behind it
  bool arrived_ = false;
  bool closed_ = false;
  std::size_t taken_ = 0;
};

template <class Kind>
SocketTimes play(const RigSettings& settings, const HotCase& measured) {
  TlsEnds ends;
  prepare_tls(ends);
  asio::io_context venue;
  tcp::acceptor acceptor(venue, {asio::ip::address_v4::loopback(), 0});
  OrderMarks marks;
  SocketSink<typename Kind::Stream> sink(marks);
  HotRig rig(settings, {&sink, measured.stamps});
  FrameBatches batches(measured.depth);
  rig.prime(batches.maker());
  SocketTimes times;
  std::exception_ptr problem;
  std::jthread trading([&](const std::stop_token& stop) {
    pin_to(1);
    try {
      Trader<Kind>(rig, sink, ends, acceptor.local_endpoint(), times).run(measured.warm_up, stop);
    } catch (...) {
      problem = std::current_exception();
    }
  });
  pin_to(0);
  {
    Sender<Kind> sender(acceptor, ends, marks);
    for (std::size_t met = 0; met < measured.warm_up + measured.frames;) {
      for (const std::string& frame : batches.next()) {
        const Nanos took = sender.play(frame);
        if (++met > measured.warm_up) times.total.record(took.count), ++times.frames;
      }
    }
    trading.request_stop();
    trading.join();
  }
  unpin();
  if (problem) std::rethrow_exception(problem);
  return times;
}

}  // namespace

SocketTimes over_sockets(const RigSettings& settings, const HotCase& measured, bool tls) {
  return tls ? play<Tls>(settings, measured) : play<Plain>(settings, measured);
}

}  // namespace basis::bench
