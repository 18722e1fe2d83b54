/** picocli, under its own module name; a descriptor and not a manifest entry, so that {@code mvn test} sees it too. */
module info.picocli {
    requires static java.sql;

    exports picocli;
}
