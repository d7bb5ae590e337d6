"""Rules as data, each row with its basis; what is in force enters the log as RulesAdopted."""
