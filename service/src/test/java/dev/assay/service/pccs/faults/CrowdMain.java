package dev.assay.service.pccs.faults;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Opens many connections to a server from a process of its own, says nothing, and tells when the server closes them. */
final class CrowdMain {

    private CrowdMain() {}

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        try (Selector selector = Selector.open()) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open(server);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            say("open " + count, start);
            int left = count;
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (left > 0) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    buffer.clear();
                    if (isClosed((SocketChannel) key.channel(), buffer)) {
                        key.channel().close();
                        left--;
                    }
                }
                selector.selectedKeys().clear();
            }
            say("closed " + count, start);
        }
    }

    private static boolean isClosed(SocketChannel channel, ByteBuffer buffer) {
        try {
            return channel.read(buffer) < 0;
        } catch (java.io.IOException reset) {
            return true;
        }
    }

    private static void say(String what, long start) {
        System.out.println(what + " after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        System.out.flush();
    }
}
