package dev.assay.service.pccs.cache;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Times that come again, as Intel's {@code RefreshSchedule} writes them: second, minute, hour, day of the month, month, day
 * of the week. Five fields start with the minute.
 *
 * <p>A field is {@code *}, {@code ?}, a number, a range, a list of these, each with a step if need be: {@code 1-5},
 * {@code *}{@code /15}, {@code 0,30}. Months and weekdays may be named by their first three letters; 0 and 7 are Sunday.
 * Where both days are restricted, either will do. A local time that daylight saving skips comes as much later as the clock
 * was moved; one that it repeats comes once.
 */
public final class Cron {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /** The 29th of February of a given weekday comes every 28 years, and not in 2100. */
    private static final int MAX_YEARS = 42;

    private static final int MAX_LENGTH = 200;

    private final String text;
    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    private Cron(String text, String[] fields) {
        this.text = text;
        this.seconds = field("second", fields[0], 0, 59, List.of());
        this.minutes = field("minute", fields[1], 0, 59, List.of());
        this.hours = field("hour", fields[2], 0, 23, List.of());
        this.days = field("day of the month", fields[3], 1, 31, List.of());
        this.months = field("month", fields[4], 1, 12, MONTHS);
        this.weekdays = field("day of the week", fields[5], 0, 7, WEEKDAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        this.eitherDay = restricts(fields[3]) && restricts(fields[5]);
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException if it is none, or one that never comes; says which field is wrong
     */
    public static Cron parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a schedule of " + text.length() + " characters, at most " + MAX_LENGTH);
        }
        String[] fields = text.strip().split("\\s+");
        if (fields.length == 5) {
            fields = ("0 " + text.strip()).split("\\s+");
        }
        if (fields.length != 6) {
            throw new IllegalArgumentException("schedule \"" + text + "\" has " + fields.length
                    + " fields, expected 6: second, minute, hour, day, month, weekday, as in \"0 0 1 * * *\"");
        }
        Cron cron = new Cron(text.strip(), fields);
        if (!cron.everComes()) {
            throw new IllegalArgumentException("schedule \"" + text + "\" names a date that no year has");
        }
        return cron;
    }

    /** The first time after {@code after}. */
    public Instant next(Instant after, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(after, zone)
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1);
        LocalDate day = local.toLocalDate();
        LocalTime from = local.toLocalTime();
        LocalDate end = day.plusYears(MAX_YEARS);
        while (day.isBefore(end)) {
            if (matches(day)) {
                LocalTime time = firstTime(from);
                while (time != null) {
                    Instant found = day.atTime(time).atZone(zone).toInstant();
                    if (found.isAfter(after)) {
                        return found;
                    }
                    // Local time was set back: this one has been before.
                    time = time.equals(LocalTime.of(23, 59, 59)) ? null : firstTime(time.plusSeconds(1));
                }
            }
            day = months.get(day.getMonthValue())
                    ? day.plusDays(1)
                    : day.withDayOfMonth(1).plusMonths(1);
            from = LocalTime.MIDNIGHT;
        }
        throw new IllegalStateException("schedule \"" + text + "\" does not come within " + MAX_YEARS + " years");
    }

    private @Nullable LocalTime firstTime(LocalTime from) {
        for (int hour = hours.nextSetBit(from.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            boolean sameHour = hour == from.getHour();
            int firstMinute = sameHour ? from.getMinute() : 0;
            for (int minute = minutes.nextSetBit(firstMinute); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                boolean sameMinute = sameHour && minute == from.getMinute();
                int second = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
                if (second >= 0) {
                    return LocalTime.of(hour, minute, second);
                }
            }
        }
        return null;
    }

    private boolean matches(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return false;
        }
        boolean ofMonth = days.get(day.getDayOfMonth());
        boolean ofWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private boolean everComes() {
        int[] longest = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        return eitherDay
                || months.stream().anyMatch(month -> days.nextSetBit(1) > 0 && days.nextSetBit(1) <= longest[month]);
    }

    private static boolean restricts(String field) {
        return !field.startsWith("*") && !field.equals("?");
    }

    private static BitSet field(String what, String text, int min, int max, List<String> names) {
        BitSet values = new BitSet(max + 1);
        for (String part : text.split(",", -1)) {
            String[] range = part.split("/", -1);
            int step = range.length == 2 ? number(what, range[1], 1, max, List.of(), 0) : 1;
            if (range.length > 2) {
                throw malformed(what, part, min, max);
            }
            int first = min;
            int last = max;
            if (!range[0].equals("*") && !range[0].equals("?")) {
                String[] ends = range[0].split("-", -1);
                first = number(what, ends[0], min, max, names, min);
                last = ends.length == 2 ? number(what, ends[1], min, max, names, min) : range.length == 2 ? max : first;
                if (ends.length > 2 || last < first) {
                    throw malformed(what, part, min, max);
                }
            }
            for (int value = first; value <= last; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    private static int number(String what, String text, int min, int max, List<String> names, int firstName) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return firstName + named;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw malformed(what, text, min, max);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException malformed(String what, String found, int min, int max) {
        return new IllegalArgumentException(
                what + " \"" + found + "\" in the schedule, expected *, a number or a range from " + min + " to " + max
                        + ", or a list of these");
    }

    /** As it was given. */
    @Override
    public String toString() {
        return text;
    }
}
