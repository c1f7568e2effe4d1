CREATE TYPE "it's a ""mood""" AS ENUM ('back\slash', 'ünï', 'a,b');
