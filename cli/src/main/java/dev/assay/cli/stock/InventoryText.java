package dev.assay.cli.stock;

import dev.assay.cli.stock.Inventory.Item;
import dev.assay.cli.text.Distance;
import dev.assay.cli.text.Page;
import dev.assay.cli.text.Style;
import dev.assay.verify.TrustDomain;
import java.util.Optional;

/** Tells an inventory to people: the answer first, then a line a document. */
public final class InventoryText {

    private static final int MIN_TITLE = 12;

    private InventoryText() {}

    public static String of(Inventory inventory, Style style) {
        Page page = new Page(style);
        page.line(headline(inventory, style));
        page.line("  " + inventory.place() + ", looked at " + inventory.at() + " under " + root(inventory));
        page.blank();
        int titles = MIN_TITLE;
        int contents = 0;
        for (Item item : inventory.items()) {
            titles = Math.max(titles, item.title().length());
            contents = Math.max(contents, item.content().length());
        }
        for (Item item : inventory.items()) {
            write(page, item, inventory, titles, contents);
        }
        return page.toString();
    }

    private static String headline(Inventory inventory, Style style) {
        boolean forged = inventory.items().stream().anyMatch(item -> item.state() == Inventory.State.NOT_GENUINE);
        if (forged) {
            return style.cross() + " " + style.strong(style.bad("NOT GENUINE"));
        }
        Optional<Item> first = inventory.firstToExpire();
        if (first.isEmpty()) {
            return style.question() + " " + style.strong(style.doubtful("NOTHING HERE"));
        }
        String when =
                first.get().nextUpdate().orElseThrow() + " (" + first.get().title() + ")";
        return inventory.isSound()
                ? style.tick() + " " + style.strong(style.good("GENUINE")) + "  in date until " + when
                : style.doubtful("!") + " " + style.strong(style.doubtful("EXPIRED")) + "  since " + when;
    }

    private static String root(Inventory inventory) {
        return inventory.trustDomain() instanceof TrustDomain.Intel
                ? "Intel's root"
                : "the root " + inventory.trustDomain();
    }

    private static void write(Page page, Item item, Inventory inventory, int titles, int contents) {
        Style style = page.style();
        String mark = switch (item.state()) {
            case CURRENT -> style.tick();
            case EXPIRED -> style.doubtful("!");
            case NOT_GENUINE -> style.cross();
            case MISSING -> style.dot();
        };
        String lead = "  " + mark + " " + Page.pad(item.title(), titles) + "  ";
        switch (item.state()) {
            case MISSING -> page.line(lead + style.faint("missing: " + item.name()));
            case NOT_GENUINE -> {
                page.line(lead + item.name());
                item.problem().ifPresent(problem -> {
                    page.line("      " + style.strong(problem.where()) + "  "
                            + style.faint(problem.code().name()));
                    page.wrapped("      found     ", 16, problem.found());
                    page.wrapped("      expected  ", 16, problem.expected());
                    page.wrapped(
                            "      " + style.arrow() + " ", 7 + style.arrow().length(), problem.advice());
                });
            }
            case CURRENT, EXPIRED -> {
                String dates = item.nextUpdate()
                        .map(next -> next + "  " + Distance.until(inventory.at(), next))
                        .orElse("no end");
                page.line(lead + Page.pad(item.content(), contents) + "  "
                        + (item.state() == Inventory.State.EXPIRED ? style.doubtful(dates) : dates));
            }
        }
    }
}
