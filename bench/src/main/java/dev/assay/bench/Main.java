package dev.assay.bench;

import dev.assay.quote.Tee;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link VerifyBenchmark} in rounds and prints the table of docs/performance.md.
 *
 * <p>JMH would run all forks of one benchmark one after the other; on a machine that others use too, they would then meet
 * another load than those that they are compared with. Here a round runs each benchmark once, those of one kind and one
 * provider side by side, and ratios are taken within a round. {@code -f} is the number of rounds; all other options are
 * JMH's own.
 */
public final class Main {

    private record Row(Tee tee, Arithmetic arithmetic, String benchmark) {}

    /** One round's figures of one row, each the median of its iterations. */
    private record Figures(double perCore, double perProcess, double perWall) {}

    private Main() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(args);
        int rounds = given.getForkCount().orElse(3);
        Map<Row, List<Figures>> table = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Tee tee : Tee.values()) {
                for (Arithmetic arithmetic : Arithmetic.values()) {
                    ChainedOptionsBuilder options = new OptionsBuilder()
                            .parent(given)
                            .param("tee", tee.name())
                            .param("arithmetic", arithmetic.name())
                            .forks(1)
                            .addProfiler(CpuClock.class);
                    if (arithmetic != Arithmetic.values()[0]) {
                        options.exclude("parse"); // which needs no arithmetic
                    }
                    for (RunResult result : new Runner(options.build()).run()) {
                        String name = result.getParams().getBenchmark();
                        Row row = new Row(tee, arithmetic, name.substring(name.lastIndexOf('.') + 1));
                        table.computeIfAbsent(row, absent -> new ArrayList<>()).add(figures(result));
                    }
                }
            }
            print(table); // after every round, for those who stop sooner
        }
    }

    private static Figures figures(RunResult result) {
        List<Double> core = new ArrayList<>();
        List<Double> process = new ArrayList<>();
        List<Double> wall = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                core.add(iteration.getSecondaryResults().get(CpuClock.CORE).getScore());
                process.add(
                        iteration.getSecondaryResults().get(CpuClock.PROCESS).getScore());
                wall.add(iteration.getPrimaryResult().getScore());
            }
        }
        return new Figures(median(core), median(process), median(wall));
    }

    private static void print(Map<Row, List<Figures>> table) {
        System.out.println();
        System.out.println("| | | | per core second (range) | of bare | with GC and compiler | per second of wall |");
        System.out.println("| --- | --- | --- | ---: | ---: | ---: | ---: |");
        table.forEach((row, rounds) -> {
            List<Figures> bare = table.getOrDefault(new Row(row.tee(), row.arithmetic(), "bare"), List.of());
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < Math.min(bare.size(), rounds.size()); i++) {
                ratios.add(rounds.get(i).perCore() / bare.get(i).perCore());
            }
            List<Double> core = rounds.stream().map(Figures::perCore).toList();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %,.0f (%,.0f to %,.0f) | %s | %,.0f | %,.0f |%n",
                    row.tee(),
                    row.arithmetic() == Arithmetic.JDK ? "JDK" : "Conscrypt",
                    row.benchmark(),
                    median(core),
                    core.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                    core.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                    ratios.isEmpty() ? "" : String.format(Locale.ROOT, "%.3f", median(ratios)),
                    median(rounds.stream().map(Figures::perProcess).toList()),
                    median(rounds.stream().map(Figures::perWall).toList()));
        });
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
